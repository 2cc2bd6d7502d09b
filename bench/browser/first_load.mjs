// The phone's list for the first time, and again with what the device has kept.

import { PHONE, asked, fail, measure, seenAt, visit, watchFor } from "./visit.mjs";

await measure(async (browser) => {
  const { context, page, tools } = await visit(browser, PHONE, { serviceWorkers: "allow" });
  const addresses = new Map();
  let bytes = 0;
  tools.on("Network.responseReceived", ({ requestId, response }) => addresses.set(requestId, response.url));
  tools.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    if (!addresses.get(requestId)?.includes("/api/")) bytes += encodedDataLength;
  });
  await tools.send("Network.enable");
  await watchFor(page, ".task");
  await page.goto("/tasks");
  const cold = await seenAt(page);
  const weight = bytes;
  const rows = await page.locator(".task").count();
  if (rows !== asked.rows) fail(`${rows} rows instead of ${asked.rows}`);
  await page.evaluate(() => navigator.serviceWorker.ready);
  const warm = [];
  for (let round = 0; round < asked.rounds; round += 1) {
    await page.goto("about:blank");
    await page.goto("/tasks");
    warm.push(await seenAt(page));
  }
  await context.close();
  return { weight, cold, warm };
});
