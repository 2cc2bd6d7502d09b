// An urgent order that comes is announced: a band for half a minute, one sound, the first page.

import { type Page } from "@playwright/test";

import { Wall } from "../../pages/wall";
import { expect, test } from "../../world";
import { sendsTo, takesACall, takesAStep } from "../../world/orders";

/** Counts the tones that the page begins. */
async function listens(page: Page): Promise<() => Promise<number>> {
  await page.addInitScript(() => {
    const heard = { tones: 0 };
    Object.assign(globalThis, { heard });
    const start = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (when) {
      heard.tones += 1;
      start.call(this, when);
    };
  });
  return () => page.evaluate(() => (globalThis as unknown as { heard: { tones: number } }).heard.tones);
}

test("an urgent order shows its band for half a minute and sounds once", async ({ world }) => {
  const wall = new Wall((await world.person("daping")).page);
  const tones = await listens(wall.page);
  const [operator, dispatcher] = [await world.person("jiexian"), await world.person("shenhe")];
  // What is urgent before the wall is opened is no news.
  const earlier = await takesACall(operator, { urgency: "urgent", address: "万安街88号" });
  await wall.opens(2);
  await expect(wall.band()).toBeEmpty();

  const order = await takesACall(operator, { urgency: "urgent", address: "公园路246弄17号" });
  await expect(wall.band()).toContainText("紧急");
  await expect(wall.band()).toContainText("公园路 · 尚未派单");
  await expect(wall.band().getByRole("time")).toHaveText(/^(24:00:00|23:59:\d\d)$/);
  await expect(wall.band()).not.toContainText("246");
  await wall.shows(1);
  await sendsTo(dispatcher, order, "wanan");
  await expect(wall.band()).toContainText("公园路 · 万安居委会");
  expect(await tones(), "two tones make one sound").toBe(2);

  await wall.movesTheClock(30_000);
  await takesACall(operator);
  await expect(wall.band()).toBeEmpty();
  await wall.shows(2);
  expect(await tones()).toBe(2);
  await takesAStep(dispatcher, earlier, { verb: "answer", text: "已电话答复。" });
});

test("where the browser wants a press before a sound the wall says so", async ({ world }) => {
  const wall = new Wall((await world.person("daping")).page);
  // As a browser behaves that was told nothing; to the one of these tests a look at the page is a press.
  await wall.page.addInitScript(() => {
    let state = "suspended";
    addEventListener("pointerdown", () => (state = "running"), { capture: true });
    Object.defineProperty(AudioContext.prototype, "state", { get: () => state });
  });
  await wall.opens();
  const silent = wall.page.getByRole("button", { name: "声音未开启" });
  await silent.click();
  await expect(silent).toBeHidden();
});
