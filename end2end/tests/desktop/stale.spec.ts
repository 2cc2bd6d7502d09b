// Two dispatchers open the same card. One is faster; the other is told what happened and keeps what
// was typed.

import { Board } from "../../pages/board";
import { Ticket } from "../../pages/ticket";
import { expect, test } from "../../world";
import { newAddress, takesACall, takesAStep } from "../../world/orders";

test("the second dispatch of the same card is refused, explained, and its words are kept", async ({ world, complaints }) => {
  complaints.pardon(/status of 409/);
  const operator = await world.person("jiexian");
  const first = new Board((await world.person("shenhe")).page);
  const reviewer = await world.person("banzhang");
  const second = new Board(reviewer.page);
  const order = await takesACall(operator);
  await takesAStep(reviewer, order, { verb: "approve" });
  await first.opens();
  await second.opens();
  await first.begins(order.number, "派单");
  const form = await second.begins(order.number, "派单");
  await second.leads(order.number, "daru", "大茹村");
  await form.getByRole("textbox", { name: "派单说明（选填）" }).fill("请先电话联系来电人，约好时间再上门。");

  await first.leads(order.number, "wanan", "万安居委会");
  await first.sends(order.number, "派单");
  await expect(first.menu(order.number)).toBeHidden();
  // The other board follows, and the form on it stays as it is.
  await second.brings(order.number);
  await expect(second.cardIn("待签收", order.number)).toContainText("万安居委会");

  await second.sends(order.number, "派单");
  const news = form.getByRole("alert").filter({ hasText: "工单已有新的进展" });
  await expect(news).toContainText(/林志远已于 \d\d:\d\d 派单给万安居委会/);
  await expect(news).toContainText("现在这一步已不能办理。");
  await expect(form.getByRole("combobox", { name: "主办单位" })).toHaveValue("大茹村");
  await expect(form.getByRole("textbox", { name: "派单说明（选填）" })).toHaveValue("请先电话联系来电人，约好时间再上门。");

  await form.getByRole("button", { name: "关闭", exact: true }).click();
  await expect(form).toBeHidden();
  await second.sees("待签收", order.number);
  await expect(second.cardIn("待派单", order.number)).toHaveCount(0);
});

test("a step that is still possible goes through at the second press", async ({ world, complaints }) => {
  complaints.pardon(/status of 409/);
  const operator = await world.person("jiexian");
  const reviewer = await world.person("shenhe");
  const lead = await world.person("banzhang");
  const board = new Board(reviewer.page);
  const order = await takesACall(operator);
  await takesAStep(reviewer, order, { verb: "approve" });
  await board.opens();
  const form = await board.begins(order.number, "派单");
  await board.leads(order.number, "daru", "大茹村");
  await takesAStep(lead, order, { verb: "note", text: "来电人补充：只有晚上在家。", centre_only: false });
  await board.sends(order.number, "派单");
  const news = form.getByRole("alert").filter({ hasText: "工单已有新的进展" });
  await expect(news).toContainText(/陈国栋已于 \d\d:\d\d 备注/);
  await expect(news).toContainText("您填写的内容还在，看过之后可以再次提交。");
  await board.sends(order.number, "派单");
  await expect(form).toBeHidden();
  await board.brings(order.number);
  await expect(board.cardIn("待签收", order.number)).toContainText("大茹村");
});

test("an approval sets nothing back that a colleague has corrected meanwhile", async ({ world, complaints }) => {
  complaints.pardon(/status of 409/);
  const reviewer = await world.person("shenhe");
  const ticket = new Ticket(reviewer.page);
  const order = await takesACall(await world.person("jiexian"));
  await ticket.opens(order.id);
  const form = await ticket.begins("审核通过");
  const corrected = { address: newAddress("公园路"), title: "夜间装修扰民（已核对）" };
  await takesAStep(await world.person("banzhang"), order, { verb: "amend", ...corrected, reason: "核对后更正" });
  await form.getByRole("button", { name: "审核通过" }).click();
  await expect(form.getByRole("alert").filter({ hasText: "工单已有新的进展" })).toBeVisible();
  await form.getByRole("button", { name: "审核通过" }).click();
  await expect(form).toBeHidden();
  expect(await reviewer.reads(`/api/tickets/${order.id}`)).toMatchObject(corrected);
});

test("a wrong number is put right, and nothing else of the caller", async ({ world }) => {
  const reviewer = await world.person("shenhe");
  const ticket = new Ticket(reviewer.page);
  const order = await takesACall(await world.person("jiexian"));
  const { caller } = await reviewer.reads<{ caller: object }>(`/api/tickets/${order.id}`);
  await ticket.opens(order.id);
  const form = await ticket.begins("更正");
  await form.getByLabel("来电号码", { exact: true }).fill("139 0000 1111");
  await form.getByLabel("更正原因", { exact: true }).fill("号码少记一位");
  await form.getByRole("button", { name: "更正", exact: true }).click();
  await expect(form).toBeHidden();
  const { caller: after } = await reviewer.reads<{ caller: object }>(`/api/tickets/${order.id}`);
  expect(after).toEqual({ ...caller, phone: "13900001111" });
});
