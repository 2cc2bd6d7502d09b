// Everybody comes in by name and password and finds the work that is theirs.

import { Login } from "../../pages/login";
import { type Account, expect, test } from "../../world";
import { PASSWORD } from "../../world/accounts";

const FIRST_PAGES: [Account, RegExp][] = [
  ["jiexian", /\/intake$/],
  ["wanan", /\/tasks$/],
  ["daping", /\/wall$/],
  ["shenji", /\/board$/],
];

for (const [account, address] of FIRST_PAGES) {
  test(`${account} is led to the one page of their work`, async ({ world }) => {
    const person = await world.visitor(account);
    await person.signsIn();
    await expect(person.page).toHaveURL(address);
  });
}

test("a wrong password is said beside the form and the name stays", async ({ world, complaints }) => {
  complaints.pardon(/status of 401 .*\/api\/session/);
  const { page } = await world.visitor("jiexian");
  await new Login(page).opens();
  await page.getByLabel("用户名", { exact: true }).fill("jiexian");
  await page.getByLabel("密码", { exact: true }).fill("not-the-password");
  await page.getByRole("button", { name: "登录", exact: true }).click();
  await expect(page.getByRole("alert")).toHaveText("用户名或密码不对，请核对后再试。");
  await expect(page.getByLabel("用户名", { exact: true })).toHaveValue("jiexian");
  await expect(page.getByLabel("密码", { exact: true })).toBeFocused();
});

test("whoever was on the way to a page comes to it after signing in", async ({ world }) => {
  const { page } = await world.visitor("shenhe");
  await page.goto("/board?nature=help");
  await expect(page).toHaveURL(/\/login/);
  await page.getByLabel("用户名", { exact: true }).fill("shenhe");
  await page.getByLabel("密码", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "登录", exact: true }).click();
  await expect(page).toHaveURL(/\/board\?nature=help$/);
});

test("a page that is not theirs says so and leads back", async ({ world }) => {
  const { page } = await world.person("wanan");
  await page.goto("/callback");
  await expect(page.getByText("您没有使用这个页面的权限")).toBeVisible();
  await page.getByRole("link", { name: "回到首页" }).click();
  await expect(page).toHaveURL(/\/tasks$/);
});
