// From a key to the next picture: typing a call, and moving a card by the keyboard.

import { DESK, TABLET, asked, fail, measure, visit, watchFor, within } from "./visit.mjs";

/** Collects how long each press took to be seen, in milliseconds; the browser tells steps of eight. */
function collectPresses(page) {
  return page.addInitScript(() => {
    globalThis.presses = new Map();
    new PerformanceObserver((list) => {
      for (const { interactionId, duration } of list.getEntries()) {
        if (interactionId) presses.set(interactionId, Math.max(presses.get(interactionId) ?? 0, duration));
      }
    }).observe({ type: "event", durationThreshold: 16, buffered: true });
  });
}

async function presses(page) {
  // What was pressed last is told with the frame after it.
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  return page.evaluate(() => [...presses.values()]);
}

/** Presses that the browser did not tell took less than it tells. */
function filledUp(told, pressed) {
  return [...told, ...Array(Math.max(0, pressed - told.length)).fill(16)];
}

async function typing(browser) {
  const { context, page } = await visit(browser, TABLET, { cookie: asked.operator });
  await collectPresses(page);
  // What was typed before lies on the desk as a draft.
  for (const slot of [1, 2, 3, 4]) await context.request.delete(`/api/drafts/${slot}`);
  await page.goto("/intake");
  const content = page.getByRole("textbox", { name: "诉求内容", exact: true });
  await content.click();
  const text = "the pipe under the kitchen of number eighty eight has burst and water runs down the stairs ".repeat(2);
  for (const letter of text) await page.keyboard.press(letter === " " ? "Space" : letter);
  if ((await content.inputValue()) !== text) fail("letters were lost");
  const told = filledUp(await presses(page), text.length);
  await context.close();
  return within(told, 0.98);
}

async function moving(browser) {
  const { context, page } = await visit(browser, DESK, { cookie: asked.reviewer });
  await collectPresses(page);
  const seen = await watchFor(page, "#column-to_review .column__item");
  await page.goto("/board");
  await seen();
  await page.locator("#column-to_review .column__scroll").focus();
  const keys = ["ArrowDown", "ArrowDown", "ArrowUp", "Space", "ArrowRight", "ArrowLeft", "Escape"];
  const turns = 10;
  const said = page.locator(".board [aria-live]");
  for (let turn = 0; turn < turns; turn += 1) {
    const heard = new Set();
    for (const key of keys) {
      await page.keyboard.press(key);
      heard.add(await said.textContent());
    }
    // It is told that the card is in the hand, over which column, and that it is back.
    if (heard.size < 4) fail(`the card was not moved: ${[...heard].join("; ")}`);
  }
  const told = filledUp(await presses(page), turns * keys.length);
  await context.close();
  return within(told, 0.98);
}

await measure(async (browser) => ({
  typing: await typing(browser),
  moving: await moving(browser),
}));
