// Eight hours of the wall in a few minutes: its clock is sped up, an order comes each minute.

import { WALL, asked, fail, measure, visit } from "./visit.mjs";

const MINUTE = 60_000;

/** Bytes that the page holds after its rubbish was taken away. */
async function held(tools) {
  await tools.send("HeapProfiler.collectGarbage");
  const { usedSize, embedderHeapUsedSize = 0, backingStorageSize = 0 } = await tools.send("Runtime.getHeapUsage");
  return usedSize + embedderHeapUsedSize + backingStorageSize;
}

await measure(async (browser) => {
  const { context, page, tools } = await visit(browser, WALL, { slowed: false });
  await page.clock.install();
  await page.goto("/wall");
  await page.locator(".wall-hero__value").first().waitFor();
  const minute = async (number) => {
    const read = page.waitForResponse("**/api/wall");
    const key = crypto.randomUUID();
    const data = { ...asked.order, address: `万安街${number}号` };
    const reply = await context.request.post("/api/tickets", {
      data,
      headers: { "idempotency-key": key, cookie: asked.operator },
    });
    if (!reply.ok()) fail(`an order was refused: ${reply.status()}`);
    await page.clock.runFor(MINUTE);
    await read;
  };
  for (let number = 0; number < asked.settle; number += 1) await minute(number);
  const before = await held(tools);
  for (let number = 0; number < asked.minutes; number += 1) await minute(number);
  const after = await held(tools);
  const shown = await page.locator(".wall-hero__value").count();
  await context.close();
  return { before, after, shown };
});
