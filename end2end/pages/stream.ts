// What a page does while the stream runs: whether anything on it jumps.

import { type Page } from "@playwright/test";

/** Begins to add up the layout shifts of the page. */
export async function watchShifts(page: Page): Promise<void> {
  await page.evaluate(() => {
    const shifts: { value: number; what: string[] }[] = [];
    Object.assign(globalThis, { shifts });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const { value, sources } = entry as PerformanceEntry & { value: number; sources: { node?: Node }[] };
        const what = sources.map(({ node }) => (node instanceof Element ? node.className || node.tagName : String(node?.nodeName)));
        shifts.push({ value, what });
      }
    }).observe({ type: "layout-shift" });
  });
}

export interface Shifts {
  sum: number;
  what: string;
}

/** The sum of the shifts since then, and what was shifted. */
export async function shifts(page: Page): Promise<Shifts> {
  return page.evaluate(async () => {
    // Two frames, so that the last change has been drawn and reported.
    await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
    const seen = (globalThis as unknown as { shifts: { value: number; what: string[] }[] }).shifts;
    return { sum: seen.reduce((sum, { value }) => sum + value, 0), what: JSON.stringify(seen) };
  });
}

/** Hides or shows the page as the browser tells it of a tab behind another. */
export async function setHidden(page: Page, hidden: boolean): Promise<void> {
  await page.evaluate((hidden) => {
    const state = hidden ? "hidden" : "visible";
    Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
    Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
    document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
  }, hidden);
}
