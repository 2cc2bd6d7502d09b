// What the measures in the browser share: Chromium as the browser tests start it, slowed down, signed in.

import { chromium } from "@playwright/test";

/** What the bench hands over. @type {{ address: string, cookie: string, chromium: string } & Record<string, any>} */
export const asked = JSON.parse(process.argv[2] ?? "{}");

/** The processor of a cheap tablet: so many times slower than this machine's. */
const SLOWER = 4;

export const DESK = { viewport: { width: 1440, height: 900 } };
export const TABLET = { viewport: { width: 1180, height: 820 }, hasTouch: true };
export const PHONE = {
  viewport: { width: 390, height: 844 },
  hasTouch: true,
  isMobile: true,
  deviceScaleFactor: 3,
};
export const WALL = { viewport: { width: 1920, height: 1080 } };

/** Starts a browser, lets `work` use it, and tells what came of it as one line. */
export async function measure(work) {
  const browser = await chromium.launch({
    executablePath: asked.chromium,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"],
  });
  try {
    console.log(JSON.stringify(await work(browser)));
  } finally {
    await browser.close();
  }
}

/** A signed-in page, and the developer's tools on it. */
export async function visit(browser, screen, { slowed = true, serviceWorkers = "block", cookie = asked.cookie } = {}) {
  const options = { baseURL: asked.address, locale: "zh-CN", timezoneId: "Asia/Shanghai" };
  const context = await browser.newContext({ ...options, ...screen, serviceWorkers });
  const [name, value] = cookie.split("=");
  await context.addCookies([{ name, value, url: asked.address, httpOnly: true, sameSite: "Lax" }]);
  const page = await context.newPage();
  const tools = await context.newCDPSession(page);
  if (slowed) await tools.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
  return { context, page, tools };
}

/** Watches every page from now on for `selector`; gives what waits until it is there, and tells the frame in
    which it was, in milliseconds from the start of the navigation. */
export async function watchFor(page, selector) {
  await page.addInitScript((selector) => {
    const seen = (globalThis.seenAt ??= {});
    const look = () => {
      if (document.querySelector(selector)) seen[selector] = performance.now();
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  }, selector);
  const isSeen = (selector) => globalThis.seenAt?.[selector];
  return async () => {
    await page.waitForFunction(isSeen, selector, { timeout: 120_000 });
    return page.evaluate(isSeen, selector);
  };
}

/** The value that a share of the figures does not exceed. */
export function within(figures, share) {
  const sorted = [...figures].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

export function fail(reason) {
  throw new Error(reason);
}
