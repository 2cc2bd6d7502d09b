import { expect, test } from "../../world";

test.use({ serviceWorkers: "allow" });

test("the app opens where there is no signal", async ({ page, context, complaints }) => {
  // Nothing but the app itself can be had there.
  complaints.pardon(/ERR_INTERNET_DISCONNECTED/);
  await page.goto("/");
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await context.setOffline(true);
  await page.reload();
  await expect(page.locator("#opening")).toHaveCount(0);
  await expect(page).toHaveTitle(/心桥/);
});
