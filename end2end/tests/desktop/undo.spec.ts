// A slip of the hand: for ten seconds it can be taken back, by the note or by the keyboard, and everybody
// sees both.

import { Board } from "../../pages/board";
import { Tasks } from "../../pages/tasks";
import { expect, test } from "../../world";
import { sendsTo, takesACall, takesAStep } from "../../world/orders";

test("an approval is taken back by the note, and the other board follows", async ({ world }) => {
  const operator = await world.person("jiexian");
  const reviewer = await world.person("shenhe");
  const order = await takesACall(operator);
  const mine = new Board(reviewer.page);
  const other = new Board((await world.person("banzhang")).page);
  await mine.opens();
  await other.opens();
  await mine.acts(order.number, "审核通过");
  await other.sees("待派单", order.number);
  await reviewer.page.getByRole("status").getByRole("button", { name: "撤销" }).click();
  await expect(reviewer.page.getByText("已撤销：审核通过")).toBeVisible();
  await mine.sees("待审核", order.number);
  await other.sees("待审核", order.number);
  await reviewer.page.goto(`/tickets/${order.id}`);
  const story = reviewer.page.locator(".story-list").getByRole("listitem");
  await expect(story.nth(0)).toContainText("撤销");
  await expect(story.nth(1)).toContainText(/审核通过.*已撤销/s);
});

test("Ctrl+Z takes a dispatch back from the unit that was not meant", async ({ world }) => {
  const operator = await world.person("jiexian");
  const dispatcher = await world.person("shenhe");
  const unit = await world.person("daru", "phone");
  const order = await takesACall(operator);
  await takesAStep(dispatcher, order, { verb: "approve" });
  const tasks = new Tasks(unit.page);
  await tasks.opens();
  await tasks.goesTo("待签收");
  const row = tasks.row(order.address);
  const board = new Board(dispatcher.page);
  await board.opens();
  await board.begins(order.number, "派单");
  await board.leads(order.number, "daru", "大茹村");
  await board.sends(order.number, "派单");
  await expect(row).toBeVisible();
  await dispatcher.page.keyboard.press("Control+z");
  await expect(row).toBeHidden();
  await board.sees("待派单", order.number);
});

test("a reply that is taken back lies on the desk again as it was typed", async ({ world }) => {
  const unit = await world.person("wanan", "phone");
  const dispatcher = await world.person("shenhe");
  const order = await takesACall(await world.person("jiexian"));
  await sendsTo(dispatcher, order, "wanan");
  await takesAStep(unit, order, { verb: "sign" });
  const tasks = new Tasks(unit.page);
  await unit.page.goto(`/tasks/${order.id}`);
  const words = "已上门劝止夜间施工，业主承诺晚上六点后停工。";
  await tasks.replies({ facts: "属实", demand: "合理", result: "实际解决", method: "电话", text: words });
  await unit.page.getByRole("status").getByRole("button", { name: "撤销" }).click();
  await expect(unit.page.getByText("已撤销：反馈")).toBeVisible();
  await expect(unit.page.getByRole("textbox", { name: "答复要点" })).toHaveValue(words);
});
