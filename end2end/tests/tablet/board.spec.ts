// 看板 under a finger: a swipe scrolls, a long press or the handle takes a card along.

import { Board } from "../../pages/board";
import { Finger } from "../../pages/touch";
import { type Person, expect, test } from "../../world";
import { type Order, takesACall } from "../../world/orders";

async function anUrgentCall(operator: Person): Promise<Order> {
  return takesACall(operator, { urgency: "critical" });
}

test("a swipe over the cards scrolls their column and moves none", async ({ world }) => {
  const board = new Board((await world.person("banzhang")).page);
  await board.opens();
  const column = board.column("处置中");
  const card = column.getByRole("listitem").nth(3);
  const at = await board.middle(card);
  const finger = await Finger.on(board.page);
  await finger.down(at);
  await finger.moves(at, { x: at.x, y: at.y - 240 });
  await finger.up();
  const scroller = column.locator(".column__scroll");
  await expect.poll(() => scroller.evaluate((list) => list.scrollTop)).toBeGreaterThan(100);
  await expect(board.page.locator(".column--dim")).toHaveCount(0);
  await expect(board.page.locator(".board__held")).toHaveCount(0);
});

test("a finger that rests on a card takes it along, and letting go asks for the step", async ({ world }) => {
  const [operator, reviewer] = [await world.person("jiexian"), await world.person("shenhe")];
  const order = await anUrgentCall(operator);
  const board = new Board(reviewer.page);
  await board.opens();
  const from = await board.middle(await board.brings(order.number));
  const to = await board.middle(board.column("待派单"));
  const finger = await Finger.on(board.page);
  await finger.down(from);
  await expect(board.page.locator(".board__held")).toHaveCount(1);
  await finger.moves(from, to);
  await expect(board.column("待派单")).toHaveClass(/column--over/);
  await finger.up();
  await expect(board.menu(order.number).getByRole("heading", { name: "审核通过" })).toBeVisible();
  await board.sends(order.number, "审核通过");
  await board.sees("待派单", order.number);
});

test("the handle takes a card at once, and a lost finger puts it back", async ({ world }) => {
  const [operator, reviewer] = [await world.person("jiexian"), await world.person("shenhe")];
  const order = await anUrgentCall(operator);
  const board = new Board(reviewer.page);
  await board.opens();
  const from = await board.middle((await board.brings(order.number)).locator("[data-handle]"));
  const to = await board.middle(board.column("待派单"));
  const finger = await Finger.on(board.page);
  await finger.down(from);
  await finger.moves(from, to);
  await expect(board.column("待派单")).toHaveClass(/column--over/);
  await test.step("near its edge the board scrolls under the card", async () => {
    const columns = board.page.locator(".board__columns");
    await finger.moves(to, { x: 1176, y: to.y });
    await expect.poll(() => columns.evaluate((all) => all.scrollLeft)).toBeGreaterThan(100);
  });
  await finger.isLost();
  await expect(board.said("已放回原处")).toHaveCount(1);
  await expect(board.page.locator(".board__held")).toHaveCount(0);
  await board.sees("待审核", order.number);
  await expect(board.menu(order.number)).toBeHidden();
});
