// A call from its first key to the next one: by keyboard alone, by touch alone, on to the unit, and added
// to what the caller rang about before.

import { Intake } from "../../pages/intake";
import { Ticket } from "../../pages/ticket";
import { pickUnit } from "../../pages/units";
import { barriers } from "../../pages/barriers";
import { type Person, expect, test } from "../../world";
import { type Order, newAddress, takesACall } from "../../world/orders";

const BURST = "今早起二楼门面房屋水管爆裂，积水严重。";

async function orderAt(person: Person, address: string): Promise<Order> {
  const { items } = await person.reads<{ items: Order[] }>(`/api/tickets?q=${encodeURIComponent(address)}`);
  expect(items).toHaveLength(1);
  return items[0] as Order;
}

/** A number that nobody has rung from. */
function newPhone(): string {
  return `139${Math.random().toString().slice(2, 10)}`;
}

test("a whole order is taken without a pointer, and the next is begun", async ({ world }) => {
  const operator = await world.person("jiexian");
  const intake = new Intake(operator);
  const keyboard = operator.page.keyboard;
  const address = newAddress("公园路");
  await intake.opens();
  await keyboard.type("13812345678");
  await keyboard.press("Tab");
  await keyboard.type("王秀英");
  for (const field of ["匿名", "保密", "渠道", "市平台"]) await keyboard.press("Tab", { delay: field.length });
  await keyboard.press("Tab");
  await expect(intake.content()).toBeFocused();
  await keyboard.type(BURST);
  await keyboard.press("Tab");
  await keyboard.type(address);
  await keyboard.press("Tab");
  await keyboard.press("2");
  await expect(intake.nature(2)).toBeFocused();
  await keyboard.press("Tab");
  await keyboard.press("ArrowRight");
  await expect(operator.page.getByRole("radio", { name: "紧急" })).toBeChecked();
  await keyboard.press("Tab");
  await keyboard.press("Enter");
  const search = operator.page.getByRole("searchbox", { name: "找类别" });
  await expect(search).toBeFocused();
  await keyboard.type("供水");
  await keyboard.press("Enter");
  await expect(search).toBeHidden();
  await expect(operator.page.getByRole("button", { name: /供水/ })).toBeFocused();
  await keyboard.press("Tab");
  await keyboard.press("Space");
  await expect(operator.page.getByRole("checkbox", { name: "涉疫" })).toBeChecked();
  await keyboard.press("Control+Enter");
  const number = await intake.number();
  await expect(intake.sentence()).toContainText(`${number} 已接单`);
  await expect(intake.phone()).toBeFocused();
  await keyboard.press("Control+Enter");
  await expect(intake.trouble()).toHaveText("这张草稿是空白的，没有接单。");
  await keyboard.type("1");
  await expect(intake.trouble()).toBeEmpty();
  const order = await orderAt(operator, address);
  expect(order).toMatchObject({ number, nature: "help", urgency: "urgent", topics: ["epidemic"] });
});

test("a whole order is taken without a key but those of the words", async ({ world }) => {
  const operator = await world.person("jiexian");
  const { page } = operator;
  const intake = new Intake(operator);
  const address = newAddress("公园路");
  await intake.opens();
  await expect(intake.phone()).toHaveAttribute("inputmode", "tel");
  await intake.phone().tap();
  await intake.phone().fill("13812345678");
  await intake.content().tap();
  await intake.content().fill(BURST);
  await intake.address().tap();
  await intake.address().fill(address);
  await intake.nature(2).tap();
  await page.getByRole("radio", { name: "特急" }).tap();
  await page.getByRole("checkbox", { name: "复工复产" }).tap();
  await page.getByRole("button", { name: /^类别/ }).tap();
  const levels = page.getByRole("group", { name: "逐级选择" });
  for (const level of [0, 1, 2]) await levels.getByRole("list").nth(level).getByRole("button").first().tap();
  await expect(levels).toBeHidden();
  await intake.acceptKey().tap();
  const number = await intake.number();
  expect(await orderAt(operator, address)).toMatchObject({ number, urgency: "critical", topics: ["resumption"] });
});

test("who also dispatches goes on to the unit in place, and a failure keeps what was chosen", async ({ world, complaints }) => {
  complaints.pardon(/ERR_FAILED.*\/steps/);
  const lead = await world.person("banzhang");
  const { page } = lead;
  const intake = new Intake(lead);
  const address = newAddress("公园路");
  await intake.opens();
  await intake.types({ phone: newPhone(), content: BURST, address, nature: 2 });
  await page.keyboard.press("Control+Shift+Enter");
  const form = intake.onward();
  const unit = form.getByRole("combobox", { name: "主办单位" });
  await expect(unit).toBeFocused();
  await expect(intake.content()).toHaveValue("");
  await expect(form).toContainText(address);
  expect(await barriers(page)).toEqual([]);
  await pickUnit(unit, "万安", "万安居委会");
  await form.getByRole("button", { name: "增加协办单位" }).click();
  await pickUnit(form.getByRole("combobox", { name: "协办单位" }), "新景", "新景物业");
  await form.getByRole("textbox", { name: "请他们做什么" }).fill("关阀止水");
  let steps = 0;
  await page.route("**/steps", async (route) => {
    steps += 1;
    await (steps === 2 ? route.abort() : route.continue());
  });
  await form.getByRole("button", { name: "派单", exact: true }).click();
  await expect(form.getByRole("alert")).toBeVisible();
  await expect(form.locator("li.told")).toHaveText(["接单", "审核通过"]);
  await expect(unit).toHaveValue("万安居委会");
  expect(await orderAt(lead, address)).toMatchObject({ state: "to_dispatch" });
  await unit.press("Control+Enter");
  await expect(form).toBeHidden();
  await expect(intake.receipt()).toContainText("已派万安居委会");
  await expect(intake.phone()).toBeFocused();
  const order = await orderAt(lead, address);
  expect(order).toMatchObject({ state: "to_sign", lead: "wanan", assists: [{ unit: "xinjing", ask: "关阀止水" }] });
});

test("whoever leaves the dispatch leaves an accepted order", async ({ world }) => {
  const lead = await world.person("banzhang");
  const intake = new Intake(lead);
  const address = newAddress("公园路");
  await intake.opens();
  await intake.types({ phone: newPhone(), content: BURST, address, nature: 2 });
  await intake.page.getByRole("button", { name: "接单并派单" }).click();
  await expect(intake.onward()).toBeVisible();
  await intake.page.keyboard.press("Escape");
  await expect(intake.onward()).toBeHidden();
  await expect(intake.receipt()).toBeVisible();
  expect(await orderAt(lead, address)).toMatchObject({ state: "to_review" });
});

test("what a caller adds to an open order is noted there, and the sheet stays", async ({ world }) => {
  const operator = await world.person("jiexian");
  const phone = newPhone();
  const address = newAddress("公园路");
  const order = await takesACall(operator, { address, caller: { name: "王秀英", phone, anonymous: false, confidential: false } });
  const intake = new Intake(operator);
  await intake.opens();
  await intake.phone().fill(phone);
  await intake.content().fill("他又打来了");
  await expect(intake.earlier().first()).toContainText(order.number);
  await expect(intake.page.getByText("30 天 1 次，一年 1 次")).toBeVisible();
  await intake.page.keyboard.press("Control+B");
  const note = intake.page.getByRole("textbox", { name: "备注内容" });
  await expect(note).toBeFocused();
  await note.fill("水已经漏到一楼。");
  await test.step("another sheet on top, and a reload, leave it as it was", async () => {
    await intake.laysOnTop(2);
    await expect(note).toBeHidden();
    await intake.laysOnTop(1);
    await expect(note).toHaveValue("水已经漏到一楼。");
    await expect(intake.content(), "and take the focus from nobody").toBeFocused();
    await intake.page.reload();
    await expect(note).toHaveValue("水已经漏到一楼。");
  });
  await note.press("Control+Enter");
  await expect(note).toBeHidden();
  await expect(intake.earlier().first().getByRole("button", { name: `补充到 ${order.number}` })).toBeFocused();
  await expect(intake.content()).toHaveValue("他又打来了");
  const ticket = new Ticket(operator.page);
  await ticket.opens(order.id);
  await expect(ticket.told("水已经漏到一楼。")).toHaveCount(1);
});

test("the keys are told, and the pages elsewhere wait in the menu", async ({ world }) => {
  const operator = await world.person("jiexian");
  const { page } = operator;
  const intake = new Intake(operator);
  await intake.opens();
  await expect(page.getByRole("banner").getByRole("link", { name: "看板" })).toBeHidden();
  await intake.phone().press("?");
  await expect(page.getByRole("dialog", { name: "快捷键" })).toBeHidden();
  await intake.phone().fill("");
  await intake.acceptKey().focus();
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "快捷键" })).toContainText("接单，并打开下一张");
  await page.keyboard.press("Escape");
  await page.getByRole("banner").locator("summary").click();
  await page.getByRole("banner").getByRole("link", { name: "看板" }).click();
  await expect(page).toHaveURL(/\/board$/);
});

for (const viewport of [{ width: 1180, height: 820 }, { width: 1024, height: 768 }]) {
  test(`nothing moves and nothing is hidden at ${viewport.width}×${viewport.height}`, async ({ world }) => {
    const operator = await world.person("banzhang");
    await operator.page.setViewportSize(viewport);
    const intake = new Intake(operator);
    await intake.opens();
    const before = await intake.places();
    await intake.types({ phone: "13812345678", name: "王秀英", content: BURST.repeat(3), address: newAddress(), nature: 3 });
    await expect(intake.limit("办结")).toContainText("3月6日前");
    await expect(intake.page.getByText(/^30 天|首次来电$/)).toBeVisible();
    expect(await intake.places()).toBe(before);
    const hidden = await intake.page.evaluate(() =>
      [document.documentElement, ...document.querySelectorAll(".intake__caller, .intake__matter")]
        .filter((element) => element.scrollHeight > element.clientHeight)
        .map((element) => element.className),
    );
    expect(hidden).toEqual([]);
    await operator.page.setViewportSize({ width: viewport.width, height: 400 });
    await expect(intake.acceptKey()).toBeInViewport({ ratio: 1 });
  });
}

test("the duty lead reads how long taking a call lasts, and nobody else does", async ({ world }) => {
  const operator = await world.person("jiexian");
  const lead = await world.person("banzhang", "desktop");
  const intake = new Intake(operator);
  type Told = { today: { n: number; seconds: number | null } };
  const before = await lead.reads<Told>("/api/taking-time");
  await intake.opens();
  const sent = operator.page.waitForRequest((request) => request.method() === "POST" && request.url().endsWith("/api/tickets"));
  await intake.types({ phone: newPhone(), content: BURST, address: newAddress(), nature: 2 });
  await intake.acceptsByKeyboard();
  await intake.number();
  expect((await sent).postDataJSON().seconds_to_accept).toBeGreaterThan(0);
  await lead.page.goto("/");
  const tile = lead.page.getByRole("listitem").filter({ hasText: "接单用时" });
  await expect(tile).toContainText(`（${before.today.n + 1} 单）`);
  await expect(tile).toContainText(/\d+ 秒/);
  await tile.getByText("统计口径").press("Enter");
  await expect(tile.getByText(/所用秒数的中位数/)).toBeVisible();
  const refused = await operator.context.request.get("/api/taking-time");
  expect(refused.status()).toBe(403);
});
