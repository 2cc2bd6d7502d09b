// What shuts somebody out of a page, found by axe.

import AxeBuilder from "@axe-core/playwright";
import { type Page, expect } from "@playwright/test";

/** Every barrier, with the elements that are at fault. */
export async function barriers(page: Page): Promise<string[]> {
  await expect.poll(() => page.evaluate(underWay), "what still moves").toEqual([]);
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html} ${node.failureSummary ?? ""}`));
}

/** The page as it stands shuts nobody out: in Chinese and in English, light and dark. */
export async function shutsNobodyOut(page: Page): Promise<void> {
  for (const [language, other] of [["zh-CN", "English"], ["en", "中文"]] as const) {
    await expect(page.locator("html")).toHaveAttribute("lang", language);
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      expect(await barriers(page), `${language}, ${colorScheme}`).toEqual([]);
    }
    await switchesLanguage(page, other);
  }
  await page.emulateMedia({ colorScheme: "light" });
}

/** In the page: what is on its way. A colour between one palette and the other is neither. */
function underWay(): string[] {
  const ends = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().iterations !== Infinity);
  const moving = ends.filter(({ playState }) => playState === "running");
  return moving.map((animation) => {
    const target = animation.effect instanceof KeyframeEffect ? animation.effect.target : null;
    return `${animation.constructor.name} of ${target?.className ?? "the page"}`;
  });
}

/** Presses the switch from within the page, for it may lie behind a dialog. */
async function switchesLanguage(page: Page, to: string): Promise<void> {
  await page.evaluate(async (name) => {
    const key = () => Array.from(document.querySelectorAll("button")).find((key) => key.textContent?.trim() === name);
    // It is made when the account's menu is first opened, and folds it.
    if (!key()) document.querySelector(".account__name")?.closest("summary")?.click();
    while (!key()) await new Promise(requestAnimationFrame);
    key()?.click();
  }, to);
}
