// A page that has failed says so, keeps what was typed, and tells where it failed.

import { Intake } from "../../pages/intake";
import { expect, test } from "../../world";
import { newAddress } from "../../world/orders";

test("a panic is said calmly and reported, and the words are there after reloading", async ({ world, complaints }) => {
  complaints.pardon(/panicked at|unreachable|no randomness/);
  const operator = await world.person("jiexian");
  const { page } = operator;
  const intake = new Intake(operator);
  await intake.opens();
  await intake.types({ phone: "13812345678", content: "二楼水管爆裂。", address: newAddress(), nature: 2 });
  // The key of a request cannot be made without randomness: the program stops there.
  await page.evaluate(() => {
    crypto.getRandomValues = () => {
      throw new Error("no randomness");
    };
  });
  const reported = page.waitForRequest("**/api/client-errors");
  const answered = page.waitForResponse("**/api/client-errors");
  await intake.acceptsByKeyboard();
  const report = (await reported).postDataJSON();
  expect(report).toMatchObject({ page: "/intake", build: expect.stringMatching(/^\/assets\/.*\.wasm$/) });
  expect(report.location).toMatch(/\.rs:\d+/);
  expect(JSON.stringify(report)).not.toContain("水管");
  expect((await answered).status()).toBe(204);
  const failure = page.getByRole("alertdialog", { name: "页面出了故障，已经停下" });
  await expect(failure).toContainText("接单草稿");
  await failure.getByRole("button", { name: "重新载入" }).click();
  await expect(intake.content()).toHaveValue("二楼水管爆裂。");
});

test("an error that stops nothing is reported and covers nothing, also signed out", async ({ page, complaints }) => {
  complaints.pardon(/a script has failed/);
  await page.goto("/login");
  const reported = page.waitForRequest("**/api/client-errors");
  await page.evaluate(() => setTimeout(() => Promise.reject(new Error("a script has failed"))));
  expect((await reported).postDataJSON()).toMatchObject({ message: "a script has failed", page: "/login" });
  await expect(page.getByRole("alertdialog")).toHaveCount(0);
  await expect(page.getByRole("button", { name: "登录", exact: true })).toBeEnabled();
});
