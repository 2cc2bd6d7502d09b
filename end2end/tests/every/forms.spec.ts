// The forms that come up over a page or in it: they fit, shut nobody out, and keep out of the input
// method's way.

import { shutsNobodyOut } from "../../pages/barriers";
import { Board } from "../../pages/board";
import { Callback } from "../../pages/callback";
import { InputMethod } from "../../pages/input_method";
import { Tasks } from "../../pages/tasks";
import { Ticket } from "../../pages/ticket";
import { expect, test } from "../../world";
import { type Order, newAddress, sendsTo, takesACall, takesAStep } from "../../world/orders";

test("the menu of a card and the form of a dispatch shut nobody out", async ({ world }) => {
  // Axe looks a dozen times.
  test.slow();
  const reviewer = await world.person("shenhe");
  const order = await takesACall(await world.person("jiexian"));
  await takesAStep(reviewer, order, { verb: "approve" });
  const board = new Board(reviewer.page);
  await board.opens();
  await board.page.getByRole("button", { name: `办理 ${order.number}`, exact: true }).click();
  await expect(board.menu(order.number).getByRole("button", { name: /^派单/ })).toBeVisible();
  await shutsNobodyOut(board.page);
  await board.menu(order.number).getByRole("button", { name: /^派单/ }).click();
  await board.menu(order.number).getByRole("button", { name: "增加协办单位" }).click();
  await board.menu(order.number).getByRole("combobox", { name: "主办单位" }).fill("万安");
  await expect(board.page.getByRole("listbox").getByRole("option").first()).toBeVisible();
  await shutsNobodyOut(board.page);
  await board.menu(order.number).getByRole("combobox", { name: "主办单位" }).press("Escape");
  await board.sends(order.number, "派单");
  await expect(board.menu(order.number).getByRole("alert")).toHaveText("还有内容没有填好，已在上面标出。");
  await shutsNobodyOut(board.page);
});

test("the forms of a reply and of a call-back shut nobody out", async ({ world }) => {
  // Axe looks a dozen times.
  test.slow();
  const reviewer = await world.person("shenhe");
  const liaison = await world.person("wanan");
  const surveyor = await world.person("huifang");
  const address = newAddress();
  const order = await takesACall(await world.person("jiexian"), { address });
  await sendsTo(reviewer, order, "wanan");
  await takesAStep(liaison, order, { verb: "sign" });
  const tasks = new Tasks(liaison.page);
  await tasks.opens();
  await tasks.goesTo("待联系");
  await tasks.reads(address);
  await tasks.order().getByRole("button", { name: "提交反馈" }).click();
  await expect(tasks.order().getByText("请填写").first()).toBeVisible();
  await shutsNobodyOut(tasks.page);

  await takesAStep(liaison, order, { verb: "contact", outcome: "reached" });
  const reply = { facts: "true", demand: "reasonable", outcome: "solved", text: "已上门核实并制止。", method: "visit" };
  await takesAStep(liaison, order, { verb: "reply", ...reply });
  await takesAStep(reviewer, order, { verb: "pass" });
  const callback = new Callback(surveyor.page);
  await callback.opens();
  await callback.takes(order.number);
  await callback.page.getByRole("radio", { name: "接通", exact: true }).check();
  await callback.page.getByRole("button", { name: "回访完成" }).click();
  await expect(callback.page.getByText("请选择").first()).toBeVisible();
  await shutsNobodyOut(callback.page);
});

test("Enter that belongs to the input method chooses no unit and sends nothing", async ({ world }) => {
  const reviewer = await world.person("shenhe");
  const order = await takesACall(await world.person("jiexian"));
  await takesAStep(reviewer, order, { verb: "approve" });
  const board = new Board(reviewer.page);
  await board.opens();
  const form = await board.begins(order.number, "派单");
  const unit = form.getByRole("combobox", { name: "主办单位" });
  await unit.fill("");
  const method = await InputMethod.of(board.page);
  await method.composes("daru");
  await method.enter();
  await expect(unit).toHaveValue("daru");
  await expect(form.getByRole("alert")).toHaveCount(0);
  await method.commits("大茹");
  await expect(unit).toHaveValue("大茹");
  await unit.press("Enter");
  await expect(unit).toHaveValue("大茹村");
  const note = form.getByRole("textbox", { name: "派单说明（选填）" });
  await note.focus();
  await method.composes("qing");
  await method.enter("Control");
  await expect(note).toHaveValue("qing");
  await method.commits("请先电话联系");
  await expect(note).toHaveValue("请先电话联系");
  const { state } = await reviewer.reads<Order>(`/api/tickets/${order.id}`);
  expect(state).toBe("to_dispatch");
});

test("a step on the order's own page asks in place and the story tells it", async ({ world }) => {
  const reviewer = await world.person("shenhe");
  const order = await takesACall(await world.person("jiexian"));
  const ticket = new Ticket(reviewer.page);
  await ticket.opens(order.id);
  const form = await ticket.begins("退回补充");
  await form.getByRole("button", { name: "退回补充", exact: true }).click();
  await expect(form.getByRole("alert")).toHaveText("还有内容没有填好，已在上面标出。");
  await form.getByRole("textbox", { name: "需要补充什么" }).fill("请补充具体楼号和时间。");
  await form.getByRole("button", { name: "退回补充", exact: true }).click();
  await expect(ticket.told("请补充具体楼号和时间。")).toContainText("退回补充");
  await expect(reviewer.page.getByRole("main")).toContainText("草稿");
});
