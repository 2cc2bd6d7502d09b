// The wall shows a move within a second, and nothing on it jumps.

import { shifts, watchShifts } from "../../pages/stream";
import { Wall } from "../../pages/wall";
import { expect, test } from "../../world";
import { takesACall, takesAStep } from "../../world/orders";

const WITHIN_A_SECOND = { timeout: 1_000 };

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

  await takesAStep(reviewer, order, { verb: "approve" });
  await expect(wall.inState("待派单")).toHaveText(String(toDispatch + 1), WITHIN_A_SECOND);
  await expect(wall.inState("待审核")).toHaveText(String(toReview), WITHIN_A_SECOND);
  await expect(wall.digits("在办")).toHaveText(String(open + 1));
});

test("nothing on the wall is moved by the stream", async ({ world }) => {
  const wall = new Wall((await world.person("daping")).page);
  const operator = await world.person("jiexian");
  await wall.opens();
  await expect(wall.page.locator(".chart canvas")).toHaveCount(4);
  // The other page is there too, though it is not seen.
  await expect(wall.page.locator(".wall-map path").first()).toBeAttached();
  await watchShifts(wall.page);
  const accepted = await wall.count("今日受理");
  for (let calls = 1; calls <= 3; calls += 1) {
    await takesACall(operator);
    await expect(wall.digits("今日受理")).toHaveText(String(accepted + calls), WITHIN_A_SECOND);
  }
  const { sum, what } = await shifts(wall.page);
  expect(sum, what).toBe(0);
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
