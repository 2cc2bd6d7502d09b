// The app on the home screen: it can be put there, opens without a signal and says so, and takes a
// newer build when it is told to.

import { type Page } from "@playwright/test";

import { expect, test } from "../../world";
import { RenewedDesk } from "../../world/renewed_desk";

test.use({ serviceWorkers: "allow" });

/** Until the worker keeps the whole app. */
async function isKept(page: Page): Promise<void> {
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
}

test("what a home screen needs is there", async ({ page, request }) => {
  const manifest = (await (await request.get("/manifest.webmanifest")).json()) as {
    name: string;
    display: string;
    id: string;
    icons: { src: string; sizes: string; purpose?: string }[];
    shortcuts: { url: string }[];
  };
  expect(manifest).toMatchObject({ id: "/", name: "心桥", display: "standalone", lang: "zh-CN", scope: "/" });
  expect(manifest.icons.map(({ sizes, purpose }) => purpose ?? sizes)).toEqual(["any", "192x192", "512x512", "maskable"]);
  await page.goto("/login");
  for (const { src, sizes } of manifest.icons.filter(({ sizes }) => sizes !== "any")) {
    const width = await page.evaluate(async (src) => {
      const icon = new Image();
      icon.src = src;
      await icon.decode();
      return icon.naturalWidth;
    }, src);
    expect(`${width}x${width}`, src).toBe(sizes);
  }
  expect((await request.get("/icons/xinqiao-180.png")).ok()).toBe(true);
});

test("the app opens without a signal, says so, and shows how old what it knew is", async ({ world, complaints }) => {
  // Nothing but the app itself can be had there.
  complaints.pardon(/net::ERR_/);
  const { page, context } = await world.person("wanan");
  await page.goto("/tasks");
  await expect(page.getByRole("status").filter({ hasText: "已连接" })).toBeVisible();
  await isKept(page);
  await context.setOffline(true);
  // A page that its worker answers is not told by Chromium 148 that there is no network.
  await page.addInitScript(() => Object.defineProperty(navigator, "onLine", { get: () => false }));
  await page.reload();
  await expect(page.getByText("没有网络", { exact: true })).toBeVisible();
  await expect(page.getByText(/上次连上服务器是 2月\d+日 \d\d:\d\d。/)).toBeVisible();
  await expect(page.getByRole("listitem")).toHaveCount(0);
  await context.setOffline(false);
  await expect(page.getByRole("link", { name: /^待签收/ })).toBeVisible();
});

test("a newer build is offered, and taken when it is asked for", async ({ world, complaints, baseURL }) => {
  // The page is still there when the desk goes.
  complaints.pardon(/net::ERR_/);
  const desk = await RenewedDesk.before(baseURL ?? "");
  const { page } = await world.person("wanan");
  await page.goto(`${desk.address}/tasks`);
  await isKept(page);
  await page.reload();
  await expect.poll(() => page.evaluate(() => Boolean(navigator.serviceWorker.controller))).toBe(true);
  const offer = page.getByRole("button", { name: "有新版本" });
  await expect(offer).toHaveCount(0);
  desk.renews();
  await page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.update());
  await expect(offer).toBeVisible();
  // The newer worker waits until it is asked for.
  const waits = () => page.evaluate(async () => Boolean((await navigator.serviceWorker.getRegistration())?.waiting));
  expect(await waits()).toBe(true);
  const loaded = page.waitForEvent("load");
  await offer.click();
  await loaded;
  await expect(page.getByRole("link", { name: /^待签收/ })).toBeVisible();
  await expect(offer).toHaveCount(0);
  expect(await waits()).toBe(false);
  await desk.end();
});
