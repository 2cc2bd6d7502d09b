// The stream goes on under everybody's hands: nothing jumps, nothing is lost, and what was missed is
// there when the tab is shown or the connection is back.

import { type Page } from "@playwright/test";

import { Board } from "../../pages/board";
import { setHidden, shifts, watchShifts } from "../../pages/stream";
import { Tasks } from "../../pages/tasks";
import { type Person, expect, test } from "../../world";
import { Line } from "../../world/line";
import { type Order, newAddress, sendsTo, takesACall, takesAStep } from "../../world/orders";

/** Fifteen events of an ordinary hour: calls, their approval, and notes on them. */
async function anHourPasses(operator: Person, reviewer: Person): Promise<Order[]> {
  const orders: Order[] = [];
  for (let call = 0; call < 5; call += 1) {
    const order = await takesACall(operator);
    await takesAStep(operator, order, { verb: "note", text: "来电人愿意配合核实。", centre_only: false });
    await takesAStep(reviewer, order, { verb: "approve" });
    orders.push(order);
  }
  return orders;
}

function connection(page: Page, words: string) {
  return page.getByRole("status").filter({ hasText: words });
}

test("nothing on the board jumps while fifteen events come in", async ({ world }) => {
  const board = new Board((await world.person("banzhang")).page);
  const [operator, reviewer] = [await world.person("jiexian"), await world.person("shenhe")];
  await board.opens();
  const card = board.column("待审核").getByRole("article").getByRole("button").first();
  await card.focus();
  const focused = await board.page.evaluate(() => document.activeElement?.id);
  const closed = board.column("已结案").locator(".column__scroll");
  await closed.evaluate((list) => list.scrollTo(0, 300));
  await watchShifts(board.page);
  const toDispatch = await board.count("待派单");
  const orders = await anHourPasses(operator, reviewer);
  await board.expectCount("待派单", toDispatch + orders.length);
  const { sum, what } = await shifts(board.page);
  expect(sum, what).toBeLessThan(0.02);
  expect(await board.page.evaluate(() => document.activeElement?.id)).toBe(focused);
  expect(await closed.evaluate((list) => list.scrollTop)).toBe(300);
});

test("nothing on the list of a unit jumps while fifteen events come in", async ({ world }) => {
  const tasks = new Tasks((await world.person("wanan")).page);
  const [operator, reviewer] = [await world.person("jiexian"), await world.person("shenhe")];
  const address = newAddress();
  await sendsTo(reviewer, await takesACall(operator, { address }), "wanan");
  await tasks.opens();
  await tasks.goesTo("待签收");
  const mine = tasks.row(address).getByRole("link").first();
  await mine.focus();
  await watchShifts(tasks.page);
  const last = newAddress();
  for (let call = 0; call < 5; call += 1) {
    await sendsTo(reviewer, await takesACall(operator, { address: call === 4 ? last : newAddress() }), "wanan");
  }
  await expect(tasks.row(last)).toBeVisible();
  const { sum, what } = await shifts(tasks.page);
  expect(sum, what).toBeLessThan(0.02);
  await expect(mine).toBeFocused();
});

test("a hidden tab lets the stream go and has what it missed when it is shown", async ({ world }) => {
  const board = new Board((await world.person("banzhang")).page);
  const [operator, reviewer] = [await world.person("jiexian"), await world.person("shenhe")];
  await board.opens();
  await expect(connection(board.page, "已连接")).toBeVisible();
  const toReview = await board.count("待审核");
  const ended = board.page.waitForEvent("requestfailed", (request) => request.url().includes("/api/events"));
  await setHidden(board.page, true);
  await ended;
  const order = await takesACall(operator);
  const approved = await takesACall(operator);
  await takesAStep(reviewer, approved, { verb: "approve" });
  await board.expectCount("待审核", toReview);

  const caughtUp = board.page.waitForRequest(/\/api\/events\?after=\d+/);
  await setHidden(board.page, false);
  await caughtUp;
  await board.expectCount("待审核", toReview + 1);
  await board.sees("待审核", order.number);
  await board.sees("待派单", approved.number);
});

test("a lost connection is said, what was shown stays, and what was missed comes", async ({ world, complaints, baseURL }) => {
  complaints.pardon(/net::ERR_/);
  const line = await Line.to(baseURL ?? "");
  const board = new Board((await world.person("banzhang")).page);
  const operator = await world.person("jiexian");
  await board.opens(line.address);
  await expect(connection(board.page, "已连接")).toBeVisible();
  const toReview = await board.count("待审核");
  line.cut();
  await expect(connection(board.page, "连接已断开")).toBeVisible();
  await expect(connection(board.page, "页面上是断开前的数据")).toBeVisible();
  const order = await takesACall(operator);
  await board.expectCount("待审核", toReview);

  line.mend();
  await expect(connection(board.page, "已连接")).toBeVisible({ timeout: 30_000 });
  await board.expectCount("待审核", toReview + 1);
  await board.sees("待审核", order.number);
  await line.end();
});
