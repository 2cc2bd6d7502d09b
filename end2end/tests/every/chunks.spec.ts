// The code of the pages comes in chunks: from the header as from the address, again after it failed, and
// no more of it than a phone needs.

import type { Page } from "@playwright/test";

import { expect, test } from "../../world";

/** Counts what the app itself weighs on the wire, in bytes, without what is fetched for later. */
async function weighs(page: Page): Promise<() => Promise<number>> {
  const session = await page.context().newCDPSession(page);
  const addresses = new Map<string, string>();
  const bytes = new Map<string, number>();
  session.on("Network.responseReceived", ({ requestId, response }) => addresses.set(requestId, response.url));
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    bytes.set(addresses.get(requestId) ?? "", encodedDataLength);
  });
  await session.send("Network.enable");
  return async () => {
    const later = await page.evaluate(() =>
      [...document.querySelectorAll<HTMLLinkElement>("link[rel=prefetch]")].map((link) => link.href),
    );
    const counted = [...bytes].filter(([address]) => !later.includes(address) && !address.includes("/api/"));
    return counted.reduce((sum, [, length]) => sum + length, 0);
  };
}

test("every page is reached from the header", async ({ world }) => {
  const { page } = await world.person("zhuren");
  await page.goto("/");
  const header = page.getByRole("navigation", { name: "主导航" });
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  for (const [link, heading] of [["看板", "工单看板"], ["回访", "回访"], ["大屏", "诉求态势"]] as const) {
    await header.getByRole("link", { name: link, exact: true }).click();
    await expect(page.getByRole("heading", { level: 1, name: heading, exact: true })).toBeAttached();
    if (link !== "大屏") continue;
    await page.goBack();
    await expect(page.getByRole("heading", { level: 1, name: "回访", exact: true })).toBeAttached();
  }
});

test("a page whose code does not come says so, and comes when asked again", async ({ world, complaints }) => {
  complaints.pardon(/ERR_FAILED|Failed to fetch|failed to load split module/);
  const { page } = await world.person("jiexian");
  const chunks = "**/assets/intake.*.wasm";
  await page.route(chunks, (route) => route.abort());
  await page.goto("/intake");
  const told = page.getByRole("main").getByRole("alert");
  await expect(told).toContainText("这个页面没有打开");
  await expect(told.getByRole("button", { name: "重新载入" })).toBeVisible();
  await told.getByRole("button", { name: "重试" }).click();
  await expect(told).toContainText("这个页面没有打开");

  await page.unroute(chunks);
  await told.getByRole("button", { name: "重试" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "接单" })).toBeAttached();
  await expect(page.getByRole("checkbox", { name: "涉疫" })).toBeVisible();
});

test("a phone has its tasks for 350 kB", async ({ world }) => {
  const { page } = await world.person("wanan", "phone");
  const weight = await weighs(page);
  await page.goto("/");
  await expect(page.getByRole("heading", { level: 1, name: "待办" })).toBeAttached();
  await expect(page.getByRole("main").getByRole("listitem").first()).toBeVisible();
  const fetched = await weight();
  expect(fetched).toBeGreaterThan(100_000);
  expect(fetched).toBeLessThanOrEqual(350_000);
});
