// Figures that are no longer true are veiled, and come back by themselves.

import { Wall } from "../../pages/wall";
import { expect, test } from "../../world";

test("the veil falls when nothing is heard for fifteen seconds and lifts when the desk is back", async ({
  world,
  complaints,
}) => {
  complaints.pardon(/net::ERR_/);
  const wall = new Wall((await world.person("daping")).page);
  await wall.opens();
  await expect(wall.veil()).toBeHidden();

  await wall.page.context().setOffline(true);
  await expect(wall.veil()).toContainText("数据已停止更新", { timeout: 20_000 });
  const size = await wall.veil().locator("p").first().evaluate((words) => parseFloat(getComputedStyle(words).fontSize));
  expect(size, "45′ of arc, on 1080 lines").toBeGreaterThanOrEqual(151 / 2);
  await expect(wall.digits("在办")).toBeAttached();

  await wall.page.context().setOffline(false);
  await expect(wall.veil()).toBeHidden();
});
