// Two pages take turns; whoever stands at the keyboard turns and holds. The screen is cared for.

import { Wall } from "../../pages/wall";
import { expect, test } from "../../world";
import { takesACall } from "../../world/orders";

test("the pages take turns every twenty seconds", async ({ world }) => {
  const wall = new Wall((await world.person("daping")).page);
  await wall.hangs();
  await expect(wall.mark("诉求态势")).toHaveAttribute("aria-current", "page");
  const accepted = await wall.count("今日受理");
  await wall.movesTheClock(10_000);
  await takesACall(await world.person("jiexian"));
  await expect(wall.digits("今日受理")).toHaveText(String(accepted + 1));
  await wall.shows(1);
  await wall.movesTheClock(10_000);
  await takesACall(await world.person("jiexian"));
  await wall.shows(2);
  await expect(wall.page.getByRole("heading", { level: 1, name: "分类与热点" })).toBeVisible();
  await expect(wall.mark("分类与热点")).toHaveAttribute("aria-current", "page");
  await wall.movesTheClock(20_000);
  await takesACall(await world.person("jiexian"));
  await wall.shows(1);
});

test("the arrows turn and the space bar holds", async ({ world }) => {
  const wall = new Wall((await world.person("daping")).page);
  await wall.hangs();
  await wall.page.keyboard.press("ArrowRight");
  await wall.shows(2);
  await wall.page.keyboard.press("Space");
  const goesOn = wall.page.getByRole("button", { name: "继续轮播" });
  await expect(goesOn).toBeAttached();
  const operator = await world.person("jiexian");
  const before = (await operator.reads<{ figures: { value: number }[] }>("/api/wall")).figures[0]?.value ?? 0;
  await wall.movesTheClock(60_000);
  await takesACall(operator);
  // The figure has come, and the clock with it.
  await expect(wall.page.locator(".wall-hero__value").first()).toHaveText(String(before + 1));
  await wall.shows(2);
  await wall.page.keyboard.press("ArrowLeft");
  await wall.shows(1);
  await wall.page.keyboard.press("Space");
  await expect(goesOn).toBeHidden();
});

test("every minute the whole stands a little elsewhere, and nothing shifts", async ({ world }) => {
  const wall = new Wall((await world.person("daping")).page);
  await wall.page.setViewportSize({ width: 3840, height: 2160 });
  await wall.opens();
  const place = async () => (await wall.hero("在办").boundingBox()) ?? { x: 0, y: 0 };
  const before = await place();
  await wall.movesTheClock(60_000);
  await takesACall(await world.person("jiexian"));
  await expect.poll(async () => (await place()).x).not.toBe(before.x);
  const after = await place();
  expect(Math.abs(after.x - before.x)).toBeLessThanOrEqual(16);
  expect(Math.abs(after.y - before.y)).toBeLessThanOrEqual(16);
});

test("at four in the morning the page is loaded again, once", async ({ world }) => {
  const wall = new Wall((await world.person("daping")).page);
  await wall.opens(2);
  let loads = 0;
  wall.page.on("load", () => (loads += 1));
  const readings = () => wall.page.waitForResponse("**/api/wall");
  // From half past five in the afternoon to just after four.
  await wall.movesTheClock(10.6 * 3_600_000);
  const operator = await world.person("jiexian");
  await takesACall(operator);
  await expect.poll(() => loads).toBe(1);
  await wall.shows(2);
  for (let calls = 0; calls < 2; calls += 1) {
    const read = readings();
    await takesACall(operator);
    await read;
  }
  expect(loads).toBe(1);
});
