// The five cases of the town's article, as far as the main line goes.

import { Board } from "../../pages/board";
import { Intake } from "../../pages/intake";
import { Tasks } from "../../pages/tasks";
import { Ticket } from "../../pages/ticket";
import { type Person, expect, test } from "../../world";
import { type Order, newAddress, sendsTo, takesACall, takesAStep } from "../../world/orders";

/** The order with this number, as the desk knows it. */
async function orderOf(person: Person, number: string): Promise<Order> {
  const { items } = await person.reads<{ items: Order[] }>(`/api/tickets?q=${number}`);
  const order = items.find((item) => item.number === number);
  expect(order, `order ${number}`).toBeDefined();
  return order as Order;
}

test("1: a complaint of a Friday evening is promised by the working calendar", async ({ world }) => {
  const operator = await world.person("jiexian");
  const intake = new Intake(operator);
  await intake.opens();
  await intake.types({
    phone: "137 6431 2208",
    name: "顾志强",
    content: "临沧街、罗星桥旁三家棋牌室仍在营业，里面人很多，都不戴口罩。",
    address: newAddress("临沧街"),
    nature: 3,
  });
  await intake.tags("涉疫");
  await expect(intake.limit("先行联系")).toContainText("3月2日前");
  await expect(intake.limit("办结")).toContainText("3月6日前");
  await expect(intake.page.getByText("1 个工作日内，即3月2日前会有人联系您。")).toBeVisible();
  await intake.acceptsByKeyboard();
  const number = await intake.number();
  await expect(intake.receipt()).toContainText("3月6日前");

  await intake.receipt().getByRole("link", { name: "打开工单" }).click();
  const ticket = new Ticket(operator.page);
  await expect(operator.page).toHaveURL(/\/tickets\/\d+$/);
  await expect(operator.page.getByText(number, { exact: true })).toBeVisible();
  await expect(ticket.due("先行联系")).toContainText("3月2日 24:00");
  await expect(ticket.due("办理")).toContainText("3月6日 24:00");
  await expect(ticket.due("办理")).toContainText("5 个工作日");
});

test("1: the order of the holiday itself is on the desk with its assisting units", async ({ world }) => {
  const reviewer = await world.person("shenhe", "desktop");
  const board = new Board(reviewer.page);
  await board.opens();
  await board.search().fill("罗星桥旁三家棋牌室");
  const card = board.card("20200130-");
  await expect(card).toHaveCount(1);
  await card.getByRole("button", { name: /棋牌室/ }).click();
  const ticket = new Ticket(reviewer.page);
  await expect(ticket.fact("受理时间")).toContainText("1月30日 09:12");
  await expect(ticket.fact("协办单位")).toContainText("社区平安办");
  await expect(ticket.told("结案")).not.toHaveCount(0);
});

test("2: the unit of a confidential order sees no caller and goes through the centre", async ({ world }) => {
  const operator = await world.person("jiexian");
  const reviewer = await world.person("shenhe", "desktop");
  const liaison = await world.person("daru", "phone");
  const intake = new Intake(operator);
  const address = newAddress("大茹村");
  await intake.opens();
  await intake.types({
    phone: "136 1234 8899",
    name: "姚凤英",
    content: "村里有人聚在一起打麻将，都不戴口罩，请派人劝散。不要说是我反映的。",
    address,
    nature: 5,
  });
  await intake.confidential().check();
  await intake.acceptsByKeyboard();
  const order = await orderOf(operator, await intake.number());
  await sendsTo(reviewer, order, "daru");

  const tasks = new Tasks(liaison.page);
  await tasks.opens();
  await tasks.goesTo("待签收");
  await tasks.reads(address);
  await tasks.order().getByRole("button", { name: "签收", exact: true }).click();
  await expect(tasks.said(`已签收 ${order.number}`)).toBeVisible();
  await expect(tasks.caller()).toContainText("来电人要求保密。需要联系时请找中心转达。");
  await expect(tasks.caller().getByRole("button")).toHaveCount(0);
  await expect(liaison.page.locator("body")).not.toContainText(/姚凤英|姚\*|136|8899/);
  const asked = await liaison.context.request.post(`/api/tickets/${order.id}/caller`, {
    headers: { "Idempotency-Key": crypto.randomUUID() },
  });
  expect(asked.status()).toBe(403);

  const ticket = new Ticket(operator.page);
  await ticket.opens(order.id);
  await expect(operator.page.getByText("姚凤英")).toBeVisible();
  await expect(operator.page.getByText("来电人要求保密，请勿向被反映方透露")).toBeVisible();
});

test("3: an urgent order has its hours, and each assisting company reads it and notes", async ({ world }) => {
  const operator = await world.person("jiexian");
  const reviewer = await world.person("shenhe", "desktop");
  const partner = await world.person("xinjing", "phone");
  const intake = new Intake(operator);
  const board = new Board(reviewer.page);
  const address = newAddress("公园路");
  await board.opens();
  await intake.opens();
  await intake.types({
    phone: "138 1234 5678",
    name: "王秀英",
    content: "二楼门面房屋水管爆裂，积水严重。",
    address,
    nature: 2,
  });
  await intake.choosesUrgency("紧急");
  await expect(intake.limit("办结")).toContainText(/2月29日 \d\d:\d\d前/);
  await expect(intake.limit("办结")).toContainText("24 小时");
  await intake.acceptsByKeyboard();
  const number = await intake.number();
  const order = await orderOf(operator, number);

  await board.acts(number, "审核通过");
  await board.begins(number, "派单");
  await board.leads(number, "wanan", "万安居委会");
  await board.assists(number, "新景", "新景物业", "关阀止水，清理楼道积水");
  await board.assists(number, "自来水", "自来水公司", "查明爆裂点，修复后恢复供水");
  await board.assists(number, "万安市场", "万安市场", "联系承租人开门");
  await board.sends(number, "派单");
  await expect(board.menu(number)).toBeHidden();

  const tasks = new Tasks(partner.page);
  await tasks.opens();
  await tasks.goesTo("处置中");
  await tasks.reads(address);
  await expect(tasks.order()).toContainText("关阀止水，清理楼道积水");
  await expect(tasks.caller()).toContainText("协办单位不直接联系来电人");
  await expect(tasks.order()).not.toContainText(/王秀英|5678/);
  await expect(tasks.order().getByRole("button", { name: "签收" })).toHaveCount(0);
  await tasks.notes("阀门已关，积水正在清理。");
  await expect(tasks.story().filter({ hasText: "阀门已关，积水正在清理。" })).toBeVisible();

  const ticket = new Ticket(reviewer.page);
  await ticket.opens(order.id);
  await expect(ticket.fact("协办单位")).toContainText("自来水公司（查明爆裂点，修复后恢复供水）");
  await expect(ticket.fact("协办单位")).toContainText("万安市场");
  await expect(ticket.told("阀门已关，积水正在清理。")).toContainText("新景物业");
});

test("4: a note for the centre alone stays in the centre, and the order is found by 白菜", async ({ world }) => {
  const reviewer = await world.person("shenhe", "desktop");
  const liaison = await world.person("daru", "phone");
  const operator = await world.person("jiexian");
  const address = newAddress("大茹村7组");
  const order = await takesACall(operator, {
    nature: "help",
    address,
    content: "家里20亩小白菜可以采摘了，自己在居家隔离，没有人手，想请村里帮忙联系销路。",
  });
  await sendsTo(reviewer, order, "daru");

  const ticket = new Ticket(reviewer.page);
  await ticket.opens(order.id);
  const form = await ticket.begins("备注");
  await form.getByRole("textbox", { name: "备注内容" }).fill("来电人隔离到3月10日，上门不接触。");
  await form.getByRole("checkbox", { name: "仅中心可见" }).check();
  await form.getByRole("button", { name: "备注", exact: true }).click();
  await expect(ticket.told("来电人隔离到3月10日，上门不接触。")).toContainText("备注（仅中心可见）");

  const tasks = new Tasks(liaison.page);
  await tasks.opens();
  await tasks.goesTo("待签收");
  await tasks.reads(address);
  await expect(tasks.story().filter({ hasText: "派单" })).not.toHaveCount(0);
  await expect(tasks.order()).toContainText("小白菜");
  await expect(tasks.order()).not.toContainText("隔离到3月10日");

  const board = new Board(reviewer.page);
  await board.opens();
  for (const words of ["白菜", "小白菜"]) {
    await board.search().fill(words);
    await expect(board.found()).toContainText("符合条件");
    await board.sees("待签收", order.number);
  }
  await board.search().fill("隔离到3月10日");
  await board.sees("待签收", order.number);
  const seen = await liaison.reads<{ total: number }>(`/api/tickets?q=${encodeURIComponent("隔离到3月10日")}`);
  expect(seen.total).toBe(0);
});

test("5: topics are chosen while the caller speaks, shown, and filtered by", async ({ world }) => {
  const operator = await world.person("jiexian");
  const reviewer = await world.person("shenhe", "desktop");
  const liaison = await world.person("gongyeyuan", "phone");
  const intake = new Intake(operator);
  await intake.opens();
  const address = newAddress("工业园区");
  await intake.types({
    phone: "135 2210 4417",
    name: "沈国华",
    content: "园区一家化妆品厂复工，没有排查返岗人员，食堂里挤在一起吃饭。",
    address,
    nature: 3,
  });
  await intake.tags("涉疫");
  await intake.tags("复工复产");
  await intake.acceptsByKeyboard();
  const number = await intake.number();
  const order = await orderOf(operator, number);

  const board = new Board(reviewer.page);
  await board.opens();
  await board.filter("专题").selectOption({ label: "复工复产" });
  await expect(reviewer.page).toHaveURL(/topic=resumption/);
  await board.sees("待审核", number);
  await board.filter("性质").selectOption({ label: "表扬" });
  await expect(board.card(number)).toHaveCount(0);
  await reviewer.page.getByRole("button", { name: "清除筛选" }).click();
  await board.sees("待审核", number);
  await (await board.brings(number)).getByRole("button", { name: order.title }).click();
  const ticket = new Ticket(reviewer.page);
  await expect(ticket.fact("专题")).toHaveText("涉疫、复工复产");

  await takesAStep(reviewer, order, { verb: "approve" });
  const assists = [{ unit: "anhuanban", ask: "会同现场复验" }];
  await takesAStep(reviewer, order, { verb: "dispatch", lead: "gongyeyuan", assists });
  await expect(ticket.fact("主办单位")).toHaveText("朱泾工业园");
  const tasks = new Tasks(liaison.page);
  await tasks.opens();
  await tasks.goesTo("待签收");
  await expect(tasks.row(address)).toBeVisible();
});
