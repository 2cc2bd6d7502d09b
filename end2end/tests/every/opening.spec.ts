import { expect, test } from "../../world";

test("the app opens and says nothing on the console", async ({ page }) => {
  await page.goto("/");
  await expect(page.locator("#opening")).toHaveCount(0);
  await expect(page).toHaveTitle(/心桥/);
});

test("what never changes is kept for ever, the page never", async ({ request }) => {
  const page = await request.get("/");
  expect(page.headers()["cache-control"]).toBe("no-cache");
  const assets = (await page.text()).match(/\/assets\/[^"]+/g) ?? [];
  expect(assets.length).toBeGreaterThan(3);
  for (const asset of new Set(assets)) {
    const reply = await request.get(asset, { headers: { "accept-encoding": "br" } });
    expect(reply.headers(), asset).toMatchObject({
      "cache-control": "public, max-age=31536000, immutable",
      "content-encoding": "br",
    });
  }
  const worker = await request.get("/sw.js");
  expect(worker.headers()["cache-control"]).toBe("no-cache");
});

test("a file that was never built is not found", async ({ request }) => {
  const reply = await request.get("/assets/app.000000000000.wasm");
  expect(reply.status()).toBe(404);
});
