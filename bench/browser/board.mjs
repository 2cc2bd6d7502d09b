// A board is opened, and its longest column scrolled while others work. Beside it the same cards, as many
// as a person scrolls past, all in a page of their own without a program.

import { DESK, asked, fail, measure, visit, watchFor, within } from "./visit.mjs";

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

/** Lays the column out anew, of plain copies of its cards, in a page that has the style and no program. */
async function layCopies(page, cards) {
  const html = await page.evaluate(
    ([column, cards]) => {
      const place = document.querySelector(column);
      const copy = place.cloneNode(true);
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
      // What it stands in, without anything else that stands there.
      let whole = copy;
      for (let shell = place.parentElement; shell; shell = shell.parentElement) {
        const around = shell.cloneNode(false);
        if (shell === document.documentElement) {
          const head = document.createElement("head");
          for (const style of document.querySelectorAll('link[rel="stylesheet"]')) head.append(style.cloneNode());
          around.append(head);
        }
        around.append(whole);
        whole = around;
      }
      return `<!doctype html>${whole.outerHTML}`;
    },
    [COLUMN, cards],
  );
  await page.route("**/copies", (route) => route.fulfill({ contentType: "text/html; charset=utf-8", body: html }));
  await page.goto("/copies");
  // What it takes to lay them out is none of scrolling them.
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
}

/** Frames that were late, in hundredths, and the time within which 99 of a hundred came. */
function judged(frames) {
  // At sixty a second: one that took more than two is over 33 ms.
  return { late: (100 * frames.filter((took) => took > 34).length) / frames.length, p99: within(frames, 0.99) };
}

/** What the page itself works at between the frames; to paint and to show them is the browser's. */
const WORK = new Set(["EventDispatch", "FireAnimationFrame", "FunctionCall", "RunMicrotasks", "TimerFire", "UpdateLayoutTree", "Layout"]);

/** Milliseconds a frame, on the main thread, of script, style and layout, by the browser's trace. */
async function workOf(tools, scrolling) {
  const events = [];
  const collect = ({ value }) => events.push(...value);
  tools.on("Tracing.dataCollected", collect);
  const traceConfig = { includedCategories: ["devtools.timeline"], excludedCategories: ["*"] };
  await tools.send("Tracing.start", { transferMode: "ReportEvents", traceConfig });
  const frames = await scrolling();
  const told = new Promise((told) => tools.once("Tracing.tracingComplete", told));
  await tools.send("Tracing.end");
  await told;
  tools.off("Tracing.dataCollected", collect);
  return spent(events) / frames.length;
}

/** What was spent on the thread that ran the frames; what lies within something that counts is in it. */
function spent(events) {
  const thread = ({ pid, tid }) => `${pid} ${tid}`;
  const main = events.find(({ name }) => name === "FireAnimationFrame");
  const tasks = events.filter((event) => WORK.has(event.name) && event.tdur && thread(event) === thread(main));
  let [until, sum] = [0, 0];
  for (const { ts, dur, tdur } of tasks.sort((one, other) => one.ts - other.ts)) {
    if (ts < until) continue;
    until = ts + dur;
    sum += tdur;
  }
  return sum / 1000;
}

async function open(browser, how) {
  const { context, page, tools } = await visit(browser, DESK, how);
  const seen = await watchFor(page, `${COLUMN} .column__item`);
  await page.goto("/board");
  await seen();
  return { context, page, tools, seen };
}

/** Whether a part of the column that is seen holds no card. */
function isBlank(page) {
  return page.evaluate((column) => {
    const scroller = document.querySelector(`${column} .column__scroll`);
    const { top, bottom } = scroller.getBoundingClientRect();
    const seen = [...scroller.querySelectorAll(".column__item")].map((item) => item.getBoundingClientRect());
    const from = Math.min(...seen.map((box) => box.top));
    const until = Math.max(...seen.map((box) => box.bottom));
    return from > top + 1 || until < bottom - 1;
  }, COLUMN);
}

/** Scrolls the column and then its copies, `by` what tells of either. */
async function both(page, by) {
  const scrolled = (selector) => scroll(page, `${selector} .column__scroll`, asked.scrolls, STEP);
  const ours = await by(() => scrolled(COLUMN));
  if (await isBlank(page)) fail("a part of the column is blank");
  await layCopies(page, 1000);
  return { ours, copies: await by(() => scrolled("#copies")) };
}

const late = async (scrolling) => judged(await scrolling());

await measure(async (browser) => {
  const { context, page, seen } = await open(browser);
  const opened = [];
  for (let round = 0; round < asked.rounds; round += 1) {
    await page.goto("about:blank");
    await page.goto("/board");
    opened.push(await seen());
  }
  const name = await page.locator(COLUMN).getAttribute("aria-label");
  const count = Number(/\d+/.exec(name ?? "")?.[0]);
  if (!asked.busy && count !== asked.cards) fail(`${count} cards instead of ${asked.cards}`);
  const nodes = await page.evaluate(() => document.querySelectorAll("*").length);
  if (!asked.scrolls) return { opened, nodes };

  const slowed = await both(page, late);
  await context.close();
  const own = await open(browser, { slowed: false });
  const unslowed = await both(own.page, late);
  await own.context.close();
  const traced = await open(browser, { slowed: false });
  const work = await both(traced.page, (scrolling) => workOf(traced.tools, scrolling));
  await traced.context.close();
  return { opened, nodes, slowed, unslowed, work };
});
