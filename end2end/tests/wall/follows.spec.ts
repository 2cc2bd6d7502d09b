// The wall shows a move within a second, and nothing on it jumps.

import { Wall } from "../../pages/wall";
import { type Person, expect, test } from "../../world";

const WITHIN_A_SECOND = { timeout: 1_000 };

interface Order {
  id: number;
  version: number;
}

async function takesACall(operator: Person): Promise<Order> {
  return operator.posts<Order>("/api/tickets", {
    channel: "hotline_12345",
    nature: "help",
    urgency: "normal",
    topics: [],
    caller: { name: "陆先生", phone: "13912345678", anonymous: false, confidential: false },
    address: "公园路246弄17号",
    content: "二楼门面房水管爆裂,积水严重,请尽快派人来修。",
  });
}

test("a call and its approval reach the wall within a second", async ({ world }) => {
  const wall = new Wall((await world.person("daping")).page);
  const operator = await world.person("jiexian");
  const reviewer = await world.person("shenhe");
  await wall.opens();
  const [accepted, open] = [await wall.count("今日受理"), await wall.count("在办")];
  const [toReview, toDispatch] = [
    Number(await wall.inState("待审核").textContent()),
    Number(await wall.inState("待派单").textContent()),
  ];

  const order = await takesACall(operator);
  await expect(wall.digits("今日受理")).toHaveText(String(accepted + 1), WITHIN_A_SECOND);
  await expect(wall.digits("在办")).toHaveText(String(open + 1), WITHIN_A_SECOND);
  await expect(wall.inState("待审核")).toHaveText(String(toReview + 1), WITHIN_A_SECOND);

  await reviewer.posts(`/api/tickets/${order.id}/steps`, {
    version: order.version,
    action: { verb: "approve" },
  });
  await expect(wall.inState("待派单")).toHaveText(String(toDispatch + 1), WITHIN_A_SECOND);
  await expect(wall.inState("待审核")).toHaveText(String(toReview), WITHIN_A_SECOND);
  await expect(wall.digits("在办")).toHaveText(String(open + 1));
});

test("nothing on the wall is moved by the stream", async ({ world }) => {
  const wall = new Wall((await world.person("daping")).page);
  const operator = await world.person("jiexian");
  await wall.opens();
  await expect(wall.page.locator(".chart canvas")).toHaveCount(5);
  await wall.page.evaluate(() => {
    const moved: string[] = [];
    Object.assign(globalThis, { moved });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) moved.push(JSON.stringify(entry));
    }).observe({ type: "layout-shift" });
  });
  const accepted = await wall.count("今日受理");
  for (let calls = 1; calls <= 3; calls += 1) {
    await takesACall(operator);
    await expect(wall.digits("今日受理")).toHaveText(String(accepted + calls), WITHIN_A_SECOND);
  }
  const moved = await wall.page.evaluate(() => (globalThis as unknown as { moved: string[] }).moved);
  expect(moved).toEqual([]);
});

test("a burst of changes is read twice a second at most", async ({ world }) => {
  const wall = new Wall((await world.person("daping")).page);
  const operator = await world.person("jiexian");
  await wall.opens();
  const accepted = await wall.count("今日受理");
  const readings: number[] = [];
  wall.page.on("request", (request) => {
    if (request.url().endsWith("/api/wall")) readings.push(Date.now());
  });
  for (let calls = 0; calls < 6; calls += 1) await takesACall(operator);
  await expect(wall.digits("今日受理")).toHaveText(String(accepted + 6), WITHIN_A_SECOND);
  const pauses = readings.slice(1).map((at, place) => at - (readings[place] ?? at));
  for (const pause of pauses) expect(pause).toBeGreaterThan(450);
});
