// The phone's list for the first time, and again with what the device has kept.

import { PHONE, asked, fail, measure, visit, watchFor } from "./visit.mjs";

/** A row of the list, be it one of those that come with the page; and one that can be used. */
const SEEN = ".task";
const USED = "#main .task";

/** Without a worker, which fetches for later beside the page. */
async function cold(browser) {
  const { context, page, tools } = await visit(browser, PHONE);
  const addresses = new Map();
  let weight = 0;
  tools.on("Network.responseReceived", ({ requestId, response }) => addresses.set(requestId, response.url));
  tools.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    if (!addresses.get(requestId)?.includes("/api/")) weight += encodedDataLength;
  });
  await tools.send("Network.enable");
  const [seen, used] = [await watchFor(page, SEEN), await watchFor(page, USED)];
  await page.goto("/tasks");
  const told = { seen: await seen(), cold: await used(), weight };
  await allRows(page);
  await context.close();
  return told;
}

/** Those that are not seen at first come after those that are. */
async function allRows(page) {
  const rows = page.locator(USED);
  await rows.nth(asked.rows - 1).waitFor({ state: "attached" });
  const count = await rows.count();
  if (count !== asked.rows) fail(`${count} rows instead of ${asked.rows}`);
}

async function warm(browser) {
  const { context, page } = await visit(browser, PHONE, { serviceWorkers: "allow" });
  const used = await watchFor(page, USED);
  await page.goto("/tasks");
  await used();
  await page.evaluate(() => navigator.serviceWorker.ready);
  const took = [];
  for (let round = 0; round < asked.rounds; round += 1) {
    await page.goto("about:blank");
    await page.goto("/tasks");
    took.push(await used());
  }
  await context.close();
  return took;
}

await measure(async (browser) => ({ ...(await cold(browser)), warm: await warm(browser) }));
