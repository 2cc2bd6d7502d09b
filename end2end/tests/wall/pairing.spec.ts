// A screen is paired by the code that it shows, and withdrawn from the list.

import { barriers } from "../../pages/barriers";
import { Wall } from "../../pages/wall";
import { expect, test } from "../../world";

test("a screen shows a code, is added by it, and goes back to a code when it is withdrawn", async ({
  world,
  complaints,
}) => {
  // A screen is nobody: 403 for who it is while it is paired, 401 once it is withdrawn; a wrong code.
  complaints.pardon(/status of 40[13] .*\/api\/(session|wall|events)/);
  complaints.pardon(/status of 422 .*\/api\/screens/);
  const screen = await world.visitor("daping");
  await screen.page.goto("/wall");
  await expect(screen.page.getByRole("heading", { name: "这块屏幕还没有添加" })).toBeVisible();
  const code = screen.page.getByRole("status").locator(".visually-hidden");
  await expect(code).toHaveText(/^[0-9A-Z]{6}$/);
  const shown = (await code.textContent()) ?? "";
  expect(await barriers(screen.page)).toEqual([]);
  await screen.page.reload();
  await expect(code, "loaded again it shows the same code").toHaveText(shown);

  const { page } = await world.person("banzhang", "desktop");
  await page.goto("/board");
  await page.getByRole("banner").locator("summary").click();
  await page.getByRole("link", { name: "大屏设备" }).click();
  await expect(page).toHaveURL(/\/screens$/);
  await expect(page.getByText("还没有添加过大屏")).toBeVisible();
  await page.getByRole("button", { name: "添加大屏" }).click();
  await expect(page.getByLabel("屏幕上的代码")).toBeFocused();
  await expect(page.getByText("代码是屏幕上显示的六位字母或数字")).toBeVisible();
  const wrong = shown.startsWith("A") ? "CCCCCC" : "AAAAAA";
  await page.getByLabel("屏幕上的代码").fill(wrong);
  await page.getByLabel("名称").fill("值班室");
  await page.getByRole("button", { name: "添加大屏" }).click();
  await expect(page.getByText("没有屏幕显示这个代码")).toBeVisible();
  await page.getByLabel("屏幕上的代码").fill(`${shown.slice(0, 3)} ${shown.slice(3)}`.toLowerCase());
  await page.keyboard.press("Enter");
  const row = page.getByRole("listitem").filter({ hasText: "值班室" });
  await expect(row).toContainText("正在显示");

  const wall = new Wall(screen.page);
  await expect(wall.hero("在办")).toBeVisible();
  await expect(screen.page.getByRole("region", { name: "即将到期" })).toContainText("居委会");
  await expect(screen.page.getByRole("button", { name: "退出登录" })).toBeHidden();
  await screen.page.goto("/");
  await expect(screen.page).toHaveURL(/\/wall$/);
  await expect(wall.hero("在办")).toBeVisible();

  await row.getByRole("button", { name: "停用“值班室”" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "停用" }).click();
  await expect(row).toHaveCount(0);
  await expect(code, "withdrawn it asks anew").toHaveText(/^[0-9A-Z]{6}$/);
  await expect(code).not.toHaveText(shown);
});

test("nobody else adds screens", async ({ world }) => {
  const { page } = await world.person("shenhe", "desktop");
  await page.goto("/board");
  await page.getByRole("banner").locator("summary").click();
  await expect(page.getByRole("link", { name: "大屏设备" })).toHaveCount(0);
  await page.goto("/screens");
  await expect(page.getByText("您没有使用这个页面的权限")).toBeVisible();
});
