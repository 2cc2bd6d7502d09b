// A board is opened, and its longest column scrolled while others work. Beside it the same cards, as many
// as a person scrolls past, all in the page and without a program.

import { DESK, asked, fail, measure, seenAt, visit, watchFor, within } from "./visit.mjs";

const COLUMN = "#column-to_review";
const STEP = 20;

/** Scrolls by so many pixels a frame and tells how long each frame took, in milliseconds. */
function scroll(page, selector, frames, step) {
  return page.evaluate(
    ([selector, frames, step]) =>
      new Promise((resolve) => {
        const scroller = document.querySelector(selector);
        const took = [];
        let before;
        const frame = (now) => {
          if (before !== undefined) took.push(now - before);
          before = now;
          scroller.scrollTop += step;
          if (took.length < frames) requestAnimationFrame(frame);
          else resolve(took);
        };
        requestAnimationFrame(frame);
      }),
    [selector, frames, step],
  );
}

/** Lays beside the column one of plain copies of its cards. */
function layCopies(page, cards) {
  return page.evaluate(
    ([column, cards]) => {
      const copy = document.querySelector(column).cloneNode(true);
      copy.id = "copies";
      const list = copy.querySelector(".column__cards");
      const [first, second] = list.querySelectorAll(".column__item");
      const high = second.getBoundingClientRect().top - first.getBoundingClientRect().top || 100;
      const items = [...Array(cards).keys()].map((row) => {
        const item = first.cloneNode(true);
        item.style.translate = `0 ${row * high}px`;
        return item;
      });
      list.replaceChildren(...items);
      list.style.blockSize = `${cards * high}px`;
      document.querySelector(column).replaceWith(copy);
    },
    [COLUMN, cards],
  );
}

/** Frames that were late, in hundredths, and the time within which 99 of a hundred came. */
function judged(frames) {
  // At sixty a second: one that took more than two is over 33 ms.
  return { late: (100 * frames.filter((took) => took > 34).length) / frames.length, p99: within(frames, 0.99) };
}

await measure(async (browser) => {
  const { context, page } = await visit(browser, DESK);
  await watchFor(page, `${COLUMN} .column__item`);
  await page.goto("/board");
  await seenAt(page);
  const opened = [];
  for (let round = 0; round < asked.rounds; round += 1) {
    await page.goto("about:blank");
    await page.goto("/board");
    opened.push(await seenAt(page));
  }
  const name = await page.locator(COLUMN).getAttribute("aria-label");
  const count = Number(/\d+/.exec(name ?? "")?.[0]);
  if (!asked.busy && count !== asked.cards) fail(`${count} cards instead of ${asked.cards}`);
  const nodes = await page.evaluate(() => document.querySelectorAll("*").length);
  if (!asked.scrolls) return { opened, nodes };

  const ours = await scroll(page, `${COLUMN} .column__scroll`, asked.scrolls, STEP);
  const blank = await page.evaluate((column) => {
    const scroller = document.querySelector(`${column} .column__scroll`);
    const { top, bottom } = scroller.getBoundingClientRect();
    const seen = [...scroller.querySelectorAll(".column__item")].map((item) => item.getBoundingClientRect());
    const from = Math.min(...seen.map((box) => box.top));
    const until = Math.max(...seen.map((box) => box.bottom));
    return from > top + 1 || until < bottom - 1;
  }, COLUMN);
  if (blank) fail("a part of the column is blank");
  await layCopies(page, 1000);
  const copies = await scroll(page, "#copies .column__scroll", asked.scrolls, STEP);
  await context.close();
  return { opened, nodes, ours: judged(ours), copies: judged(copies) };
});
