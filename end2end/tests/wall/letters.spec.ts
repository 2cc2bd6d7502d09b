// Letters that are read from five metres: the heights of the trade for a 75-inch panel of 2160 lines,
// and nothing cut off at any size.

import { type Locator, type Page } from "@playwright/test";

import { Wall, type WallFigures } from "../../pages/wall";
import { expect, test } from "../../world";
import { takesACall, takesAStep } from "../../world/orders";

/** Pixels at 2160 lines for 30′ (Chinese body), 45′ (titles) and 120′ (the five digits). */
const BODY = 101;
const TITLE = 151;
const HERO = 404;
/** 20′, at which Latin letters and digits are read. */
const LATIN = 67;

const SCREENS = [
  { width: 3840, height: 2160 },
  { width: 1920, height: 1080 },
  { width: 1180, height: 820 },
  { width: 1080, height: 1920 },
];

async function letters(what: Locator): Promise<number> {
  return what.evaluate((element) => parseFloat(getComputedStyle(element).fontSize));
}

/** The smallest letters of any text that is shown. */
async function smallest(page: Page): Promise<number> {
  return page.locator(".wall").evaluate((wall) => {
    const sizes: number[] = [];
    const texts = document.createTreeWalker(wall, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const element = texts.currentNode.parentElement;
      if (!element?.checkVisibility() || !texts.currentNode.textContent?.trim()) continue;
      if (element.closest("table, .visually-hidden, .wall-hero__value, .wall-tools")) continue;
      sizes.push(parseFloat(getComputedStyle(element).fontSize));
    }
    return Math.min(...sizes);
  });
}

/** What is cut off: tiles whose content is larger than they are, and tiles beyond the screen. */
async function cutOff(page: Page): Promise<string[]> {
  return page.locator(".wall-tile, .wall-head").evaluateAll((tiles) =>
    tiles
      .filter((tile) => {
        const box = tile.getBoundingClientRect();
        const inside = box.left >= 0 && box.top >= 0 && box.right <= innerWidth && box.bottom <= innerHeight;
        return !inside || tile.scrollHeight > tile.clientHeight + 1 || tile.scrollWidth > tile.clientWidth + 1;
      })
      .map((tile) => tile.className),
  );
}

test("on a wall of 2160 lines every letter is as high as five metres ask for", async ({ world }) => {
  const wall = new Wall((await world.person("daping")).page);
  await wall.page.setViewportSize({ width: 3840, height: 2160 });
  await wall.opens();
  expect(await smallest(wall.page)).toBeGreaterThanOrEqual(BODY);
  expect(await letters(wall.page.getByRole("heading", { name: "即将到期" }))).toBeGreaterThanOrEqual(TITLE);
  for (const name of ["今日受理", "在办", "即将超期", "已超期", "今日办结"]) {
    expect(await letters(wall.digits(name)), name).toBeGreaterThanOrEqual(HERO);
  }

  const order = await takesACall(await world.person("jiexian"), { urgency: "critical" });
  await expect(wall.band()).toContainText("特急");
  expect(await smallest(wall.page)).toBeGreaterThanOrEqual(BODY);
  expect(await letters(wall.band().getByText("特急"))).toBeGreaterThanOrEqual(TITLE);
  expect(await letters(wall.band().getByText("尚未派单"))).toBeGreaterThanOrEqual(TITLE);
  await takesAStep(await world.person("shenhe"), order, { verb: "answer", text: "已电话答复。" });

  await wall.opens(2);
  expect(await smallest(wall.page)).toBeGreaterThanOrEqual(BODY);
  expect(await letters(wall.page.getByRole("heading", { name: "重复诉求" }))).toBeGreaterThanOrEqual(TITLE);
  await wall.page.getByRole("button", { name: "English" }).click();
  expect(await smallest(wall.page)).toBeGreaterThanOrEqual(LATIN);
});

test("a screen that stands upright has letters as large", async ({ world }) => {
  const wall = new Wall((await world.person("daping")).page);
  await wall.page.setViewportSize({ width: 2160, height: 3840 });
  for (const page of [1, 2] as const) {
    await wall.opens(page);
    expect(await smallest(wall.page), `page ${page}`).toBeGreaterThanOrEqual(BODY);
    expect(await cutOff(wall.page), `page ${page}`).toEqual([]);
  }
});

test("five numbers of three digits are as high as one, and none is cut off", async ({ world }) => {
  const wall = new Wall((await world.person("daping")).page);
  await wall.page.route("**/api/wall", async (route) => {
    const response = await route.fetch();
    const figures = (await response.json()) as WallFigures;
    const long = figures.figures.map((figure) => ({ ...figure, value: 888 }));
    await route.fulfill({ response, json: { ...figures, figures: long, yesterday: long } });
  });
  await wall.page.setViewportSize({ width: 3840, height: 2160 });
  await wall.opens();
  await expect(wall.digits("在办")).toHaveText("888");
  expect(await letters(wall.digits("在办"))).toBeGreaterThanOrEqual(HERO);
  expect(await cutOff(wall.page)).toEqual([]);
  await wall.page.setViewportSize({ width: 1080, height: 1920 });
  expect(await cutOff(wall.page), "upright").toEqual([]);
});

for (const screen of SCREENS) {
  test(`nothing is cut off at ${screen.width}×${screen.height}`, async ({ world }) => {
    const wall = new Wall((await world.person("daping")).page);
    await wall.page.setViewportSize(screen);
    for (const page of [1, 2] as const) {
      await wall.opens(page);
      expect(await cutOff(wall.page), `page ${page}`).toEqual([]);
    }
    await wall.page.getByRole("button", { name: "English" }).click();
    expect(await cutOff(wall.page), "in English").toEqual([]);
  });
}
