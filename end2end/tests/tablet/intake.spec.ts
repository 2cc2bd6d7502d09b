// What an operator types during a call is not lost, not doubled, and not disturbed.

import type { Page } from "@playwright/test";

import { InputMethod } from "../../pages/input_method";
import { Intake } from "../../pages/intake";
import { Login } from "../../pages/login";
import { type Person, expect, test } from "../../world";
import { PASSWORD } from "../../world/accounts";
import { newAddress } from "../../world/orders";

const CALL = {
  phone: "139 1234 5678",
  name: "陆建华",
  content: "楼下夜里十点以后还在装修，电钻声很响，家里老人无法休息。",
  nature: 3,
};

/** How often an order with this address was accepted. */
async function acceptedAt(person: Person, address: string): Promise<number> {
  const list = await person.reads<{ total: number }>(`/api/tickets?q=${encodeURIComponent(address)}`);
  return list.total;
}

/** Hears every call that is sent to be accepted. */
function sendings(page: Page): string[] {
  const sent: string[] = [];
  page.on("request", (request) => {
    if (request.method() === "POST" && request.url().endsWith("/api/tickets")) sent.push(request.url());
  });
  return sent;
}

async function expectTyped(intake: Intake, address: string): Promise<void> {
  await expect(intake.phone()).toHaveValue(CALL.phone);
  await expect(intake.name()).toHaveValue(CALL.name);
  await expect(intake.content()).toHaveValue(CALL.content);
  await expect(intake.address()).toHaveValue(address);
  await expect(intake.nature(CALL.nature)).toBeChecked();
}

test("typed text is there again after a reload", async ({ world }) => {
  const intake = new Intake(await world.person("jiexian"));
  const address = newAddress("东林街");
  await intake.opens();
  await intake.types({ ...CALL, address });
  await intake.choosesUrgency("特急");
  await intake.page.reload();
  await expectTyped(intake, address);
  await expect(intake.page.getByRole("radio", { name: "特急" })).toBeChecked();
});

test("a second sheet takes a second call and the first keeps its own", async ({ world }) => {
  const intake = new Intake(await world.person("jiexian"));
  const address = newAddress("东林街");
  await intake.opens();
  await intake.types({ ...CALL, address });
  await intake.page.getByRole("button", { name: "草稿 2", exact: true }).click();
  await expect(intake.content()).toHaveValue("");
  await intake.page.getByRole("button", { name: "草稿 1，有内容" }).click();
  await expectTyped(intake, address);
});

test("a lost session is renewed over the sheet and the call is accepted once", async ({ world, complaints }) => {
  complaints.pardon(/status of 401/);
  const operator = await world.person("jiexian");
  const intake = new Intake(operator);
  const login = new Login(operator.page);
  const address = newAddress("东林街");
  await intake.opens();
  await intake.types({ ...CALL, address });
  await operator.context.clearCookies();
  await intake.acceptsByKeyboard();
  await expect(login.again()).toBeVisible();
  await login.renews();
  await expect(login.again()).toBeHidden();
  await expectTyped(intake, address);
  await intake.acceptsByKeyboard();
  await intake.number();
  expect(await acceptedAt(operator, address)).toBe(1);
});

test("what is wrong is said at its field and everything typed is kept", async ({ world }) => {
  const intake = new Intake(await world.person("jiexian"));
  const address = newAddress("东林街");
  await intake.opens();
  await intake.types({ ...CALL, address });
  await intake.phone().fill("1234");
  await intake.acceptsByKeyboard();
  await expect(intake.noteOf(intake.phone())).toHaveText("不是有效的电话号码，请核对");
  await expect(intake.trouble()).toHaveText("有 1 处要补：来电号码");
  await intake.phone().fill(CALL.phone);
  await expectTyped(intake, address);
  await intake.acceptsByKeyboard();
  await intake.number();
});

test("what only the server finds wrong is said at its field too", async ({ world, complaints }) => {
  // Without the desk's rules the page cannot check a sheet by itself.
  complaints.pardon(/ERR_FAILED.*\/api\/reference/);
  complaints.pardon(/status of 422/);
  const operator = await world.person("jiexian");
  await operator.page.route("**/api/reference", (route) => route.abort());
  const intake = new Intake(operator);
  const address = newAddress("东林街");
  await intake.opens();
  await intake.types({ ...CALL, address });
  await intake.phone().fill("1234");
  const refused = operator.page.waitForResponse((reply) => reply.url().endsWith("/api/tickets") && reply.status() === 422);
  await intake.acceptsByKeyboard();
  await refused;
  await expect(intake.noteOf(intake.phone())).toHaveText("不是有效的电话号码，请核对");
  await intake.phone().fill(CALL.phone);
  await expectTyped(intake, address);
});

test("digits typed into fields choose no nature", async ({ world }) => {
  const intake = new Intake(await world.person("jiexian"));
  await intake.opens();
  for (const field of [intake.phone(), intake.name(), intake.content(), intake.address()]) {
    await field.pressSequentially("246");
    await expect(field).toHaveValue("246");
  }
  for (const digit of [2, 4, 6]) await expect(intake.nature(digit)).not.toBeChecked();
});

test("a key of the input method accepts nothing while it composes", async ({ world }) => {
  const operator = await world.person("jiexian");
  const intake = new Intake(operator);
  const address = newAddress("东林街");
  await intake.opens();
  await intake.types({ ...CALL, address });
  const sent = sendings(operator.page);
  await intake.content().fill("");
  const method = await InputMethod.of(operator.page);
  await method.composes("xiaobaicai");
  await method.enter();
  await method.enter("Control");
  await expect(intake.content()).toHaveValue("xiaobaicai");
  await method.commits("小白菜");
  await expect(intake.content()).toHaveValue("小白菜");
  await expect(intake.trouble()).toBeEmpty();
  await expect(intake.acceptKey()).toBeEnabled();
  expect(sent).toEqual([]);
  await intake.acceptsByKeyboard();
  await intake.number();
  expect(sent).toHaveLength(1);
  await expect(intake.receipt()).toContainText("小白菜");
});

test("a number that rang before shows its orders", async ({ world }) => {
  const operator = await world.person("jiexian");
  const intake = new Intake(operator);
  const address = newAddress("东林街");
  await intake.opens();
  await intake.types({ ...CALL, address });
  await intake.acceptsByKeyboard();
  const number = await intake.number();
  await intake.goesOn();
  await intake.phone().fill("+86 139-1234-5678");
  await expect(intake.noteOf(intake.phone())).toHaveText("即 139 1234 5678");
  await expect(intake.earlier().filter({ hasText: number })).toContainText("待审核");
});

test("four drafts lie side by side and are found again at another desk", async ({ world }) => {
  const intake = new Intake(await world.person("jiexian"));
  const address = newAddress("东林街");
  await intake.opens();
  for (const slot of [1, 2, 3, 4]) {
    await intake.laysOnTop(slot);
    await intake.types({ ...CALL, content: `第${slot}个来电：${CALL.content}`, address });
  }
  await expect(intake.page.getByText(/已保存$/)).toBeVisible();
  const other = new Intake(await world.person("jiexian"));
  await other.page.goto("/intake");
  for (const slot of [1, 2, 3, 4]) {
    await other.laysOnTop(slot);
    await expect(other.content()).toHaveValue(`第${slot}个来电：${CALL.content}`);
  }
  await other.content().fill("在另一台上改过。");
  await expect(other.page.getByText(/已保存$/)).toBeVisible();
  await intake.page.reload();
  await expect(intake.content()).toHaveValue("在另一台上改过。");
});

test("what cannot be sent is kept here and sent when the server is back", async ({ world, complaints }) => {
  complaints.pardon(/ERR_FAILED.*\/api\/drafts/);
  const operator = await world.person("jiexian");
  const intake = new Intake(operator);
  const address = newAddress("东林街");
  await intake.opens();
  await operator.page.route("**/api/drafts/*", (route) => route.abort());
  await intake.types({ ...CALL, address });
  await expect(intake.page.getByText("已存在本机")).toBeVisible();
  await intake.page.reload();
  await expectTyped(intake, address);
  await operator.page.unroute("**/api/drafts/*");
  await intake.content().press("Control+End");
  await intake.page.keyboard.type("又响了。");
  await expect(intake.page.getByText(/已保存$/)).toBeVisible();
  const { drafts } = await operator.reads<{ drafts: { draft: { sheet: { content: string } } }[] }>("/api/drafts");
  expect(drafts[0]?.draft.sheet.content).toBe(`${CALL.content}又响了。`);
});

test("words that came too late for the order stay until they were seen", async ({ world }) => {
  const operator = await world.person("jiexian");
  const intake = new Intake(operator);
  const address = newAddress("东林街");
  await intake.opens();
  await intake.types({ ...CALL, address });
  let answer = () => {};
  const held = new Promise<void>((resolve) => (answer = resolve));
  await operator.page.route("**/api/tickets", async (route) => {
    const reply = await route.fetch();
    await held;
    await route.fulfill({ response: reply });
  });
  await intake.acceptsByKeyboard();
  await expect(intake.page.getByRole("button", { name: "正在接单…" })).toBeDisabled();
  await intake.content().fill(`${CALL.content}电话没人接。`);
  await intake.phone().fill("13900000000");
  answer();
  const late = intake.page.getByRole("alert").filter({ hasText: "不在这张工单里" });
  await expect(late).toContainText("电话没人接。");
  await expect(late).toContainText("13900000000");
  await late.getByRole("button", { name: "下一个" }).click();
  await expect(intake.phone()).toBeFocused();
  await expect(intake.content()).toHaveValue("");
  expect(await acceptedAt(operator, address)).toBe(1);
});

test("signing out tells of a call that is on this device alone, and leaves no caller behind", async ({ world, complaints }) => {
  complaints.pardon(/ERR_FAILED/);
  const operator = await world.person("jiexian");
  const intake = new Intake(operator);
  await intake.opens();
  await operator.page.route("**/api/drafts/*", (route) => route.abort());
  await intake.types({ ...CALL, address: newAddress("东林街") });
  await intake.leaves();
  const told = intake.page.getByRole("dialog", { name: "还有内容没提交" });
  await told.getByRole("button", { name: "先不退出" }).click();
  await operator.page.unroute("**/api/drafts/*");
  await intake.content().press("Control+End");
  await intake.page.keyboard.type("又响了。");
  await expect(intake.page.getByText(/已保存$/)).toBeVisible();
  await intake.leaves();
  await expect(intake.page).toHaveURL(/\/login/);
  const kept = await intake.page.evaluate(() => JSON.stringify(Object.entries(localStorage)));
  expect(kept).not.toContain(CALL.name);
  expect(kept).not.toMatch(/xinqiao\.(draft|waiting)/);
});

test("a call is not kept in the name of whoever signed in on another page", async ({ world, complaints }) => {
  complaints.pardon(/status of 401/);
  const operator = await world.person("jiexian");
  const intake = new Intake(operator);
  const login = new Login(operator.page);
  await intake.opens();
  const address = newAddress("东林街");
  await intake.types({ ...CALL, address });
  await expect(intake.page.getByText(/已保存$/)).toBeVisible();
  await operator.context.request.post("/api/session", { data: { name: "shenhe", password: PASSWORD } });
  await intake.content().press("Control+End");
  await intake.page.keyboard.type("又响了。");
  await expect(login.again()).toBeVisible();
  // The dialog holds, however often it is waved away.
  for (const _ of [1, 2, 3]) await operator.page.keyboard.press("Escape");
  await expect(login.again()).toBeVisible();
  const { drafts } = await operator.reads<{ drafts: { draft: unknown }[] }>("/api/drafts");
  expect(JSON.stringify(drafts), "the other one's drafts").not.toContain(address);
  await login.renews();
  await expect(login.again()).toBeHidden();
  await expect(intake.content()).toHaveValue(`${CALL.content}又响了。`);
  await expect(intake.page.getByText(/已保存$/)).toBeVisible();
});
