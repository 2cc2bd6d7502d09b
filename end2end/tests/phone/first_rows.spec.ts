// The first rows come with the page, before the program: nothing moves when that takes their place, and the
// device keeps nothing of them.

import { type Page } from "@playwright/test";

import { Tasks } from "../../pages/tasks";
import { expect, test } from "../../world";
import { newAddress, sendsTo, takesACall } from "../../world/orders";

/** Keeps the program on its way; gives what lets it come. */
async function holdsTheProgram(page: Page): Promise<() => void> {
  let lets = () => {};
  const held = new Promise<void>((resolve) => (lets = resolve));
  await page.route(/\.wasm$/, async (route) => {
    await held;
    await route.continue();
  });
  return lets;
}

/** Where the rows' texts begin, in pixels from the top. */
function places(page: Page, within: string): Promise<number[]> {
  return page.locator(`${within} .task__title`).evaluateAll((titles) => titles.slice(0, 3).map((title) => Math.round(title.getBoundingClientRect().top)));
}

for (const language of ["zh", "en"]) {
  test(`a list is seen before the program has come, and stays in its place (${language})`, async ({ world }) => {
    const { page, context } = await world.person("wanan");
    const [operator, dispatcher] = [await world.person("jiexian"), await world.person("shenhe")];
    const addresses = [newAddress(), newAddress(), newAddress()];
    for (const address of addresses) await sendsTo(dispatcher, await takesACall(operator, { address }), "wanan");
    await context.addInitScript((language) => localStorage.setItem("xinqiao.language", language), language);
    const lets = await holdsTheProgram(page);
    await page.goto("/tasks?tab=to_sign", { waitUntil: "commit" });
    const rows = page.locator("#first-rows .task");
    await expect(rows.first()).toBeVisible();
    await expect(page.getByText("心桥正在打开…").first()).toBeVisible();
    expect(await rows.first().locator(".task__title").innerText()).not.toBe("");
    // What cannot be used yet is neither reached by the keyboard nor read out.
    await expect(page.locator("#first-rows")).toHaveAttribute("inert");
    const before = await places(page, "#first-rows");
    lets();
    await expect(page.locator("#first-rows")).toHaveCount(0);
    await expect(new Tasks(page).page.getByRole("listitem").first()).toBeVisible();
    expect(await places(page, ".tasks__rows")).toEqual(before);
  });
}

test.describe("on a device that keeps the app", () => {
  test.use({ serviceWorkers: "allow" });

  test("what is kept has nobody's orders", async ({ world }) => {
    const { page, context } = await world.person("wanan");
    const address = newAddress();
    const order = await takesACall(await world.person("jiexian"), { address });
    await sendsTo(await world.person("shenhe"), order, "wanan");
    expect(await (await context.request.get("/tasks")).text()).toContain("task__title");
    await page.goto("/tasks");
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    const kept = await page.evaluate(async () => {
      const texts: string[] = [];
      for (const name of await caches.keys()) {
        const page = await (await caches.open(name)).match("/", { ignoreVary: true });
        if (page) texts.push(await page.text());
      }
      return texts;
    });
    expect(kept).toHaveLength(1);
    expect(kept[0]).toContain("心桥");
    expect(kept[0]).not.toContain("task__title");
  });
});
