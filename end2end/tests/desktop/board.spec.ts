// 看板 on a desk: only what is seen is in the page; cards are moved by mouse and by keys, several at once.

import { Board } from "../../pages/board";
import { barriers } from "../../pages/barriers";
import { pickUnit } from "../../pages/units";
import { expect, test } from "../../world";
import { type Order, newAddress, takesACall, takesAStep } from "../../world/orders";

test("a long column is scrolled to its end with few cards in the page", async ({ world }) => {
  const board = new Board((await world.person("banzhang")).page);
  await board.opens();
  const column = board.column("已结案");
  const cards = column.getByRole("listitem");
  const count = await board.count("已结案");
  expect(count).toBeGreaterThan(300);
  await expect(cards.first()).toHaveAttribute("aria-setsize", String(count));
  expect(await cards.count()).toBeLessThan(30);
  const scroller = column.locator(".column__scroll");
  await scroller.evaluate((list) => list.scrollTo(0, list.scrollHeight));
  await expect(column.locator(`[aria-posinset="${count}"]`)).toBeVisible();
  expect(await cards.count()).toBeLessThan(30);
  await expect(board.column("已结案")).toHaveAccessibleName(`已结案，${count} 件`);
  await board.page.getByRole("button", { name: "紧凑显示" }).click();
  await board.page.reload();
  await expect(board.page.getByRole("button", { name: "紧凑显示" })).toHaveAttribute("aria-pressed", "true");
});

test("what others take from above leaves the cards that one looks at where they are", async ({ world }) => {
  const [operator, reviewer] = [await world.person("jiexian"), await world.person("shenhe")];
  const orders: Order[] = [];
  for (let n = 0; n < 20; n += 1) orders.push(await takesACall(operator));
  const board = new Board((await world.person("banzhang")).page);
  await board.opens();
  const seen = orders[15]?.number ?? "";
  await board.brings(seen);
  const card = board.cardIn("待审核", seen);
  await card.scrollIntoViewIfNeeded();
  const [before, count] = [await card.boundingBox(), await board.count("待审核")];
  for (const order of orders.slice(0, 3)) await takesAStep(reviewer, order, { verb: "approve" });
  await board.expectCount("待审核", count - 3);
  // It stops at whole pixels, where rows need not end.
  const moved = async () => Math.abs(((await card.boundingBox())?.y ?? Infinity) - (before?.y ?? 0));
  await expect.poll(moved).toBeLessThan(1);
  // The beginning is where it was, with three fewer on the way there.
  const first = board.column("待审核").locator('[aria-posinset="1"]');
  await expect(first).not.toBeInViewport();
  await board.column("待审核").locator(".column__scroll").evaluate((list) => list.scrollTo(0, 0));
  await expect(first).toBeInViewport();
});

test("what cannot be read in a column is said there and read at the second try", async ({ world, complaints }) => {
  complaints.pardon(/ERR_FAILED/);
  const board = new Board((await world.person("banzhang")).page);
  await board.opens();
  let broken = true;
  await board.page.route("**/api/tickets?*", (route) => (broken ? route.abort() : route.continue()));
  const scroller = board.column("已结案").locator(".column__scroll");
  await scroller.evaluate((list) => list.scrollTo(0, list.scrollHeight));
  const failed = board.column("已结案").getByRole("alert");
  await expect(failed).toBeVisible();
  broken = false;
  await failed.getByRole("button", { name: "重试" }).click();
  await expect(failed).toHaveCount(0);
  await expect(board.column("已结案").locator(`[aria-posinset="${await board.count("已结案")}"]`)).toBeVisible();
});

test("a card is dragged to where the workflow offers it, and asked for its evidence", async ({ world }) => {
  const [operator, reviewer] = [await world.person("jiexian"), await world.person("shenhe")];
  const board = new Board(reviewer.page);
  const order = await takesACall(operator, { urgency: "critical" });
  await takesAStep(reviewer, order, { verb: "approve" });
  await board.opens();
  await board.holdsOver(order.number, "待签收");
  await expect(board.column("待签收")).toHaveClass(/column--over/);
  await expect(board.column("处置中")).toHaveClass(/column--dim/);
  await board.page.mouse.up();
  const form = board.menu(order.number);
  await expect(form.getByRole("combobox", { name: "主办单位" })).toBeVisible();
  await board.sees("待签收", order.number);
  const [column, dialog] = [await board.column("待签收").boundingBox(), await form.boundingBox()];
  expect(Math.abs(dialog!.x - column!.x), "it is asked at the column").toBeLessThan(20);
  expect(await barriers(board.page)).toEqual([]);

  await form.getByRole("button", { name: "取消" }).click();
  await expect(form).toBeHidden();
  await board.sees("待派单", order.number);

  await board.holdsOver(order.number, "待签收");
  await board.page.mouse.up();
  await pickUnit(form.getByRole("combobox", { name: "主办单位" }), "wajwh", "万安居委会");
  await board.sends(order.number, "派单");
  await expect(form).toBeHidden();
  await board.brings(order.number);
  await expect(board.cardIn("待签收", order.number)).toContainText("万安居委会");
});

test("letting go elsewhere and Escape put a card back, and a press still opens it", async ({ world }) => {
  const [operator, reviewer] = [await world.person("jiexian"), await world.person("shenhe")];
  const board = new Board(reviewer.page);
  const order = await takesACall(operator, { urgency: "critical" });
  await board.opens();
  await board.holdsOver(order.number, "处置中");
  await test.step("near its edge the column scrolls under the card", async () => {
    const scroller = board.column("处置中").locator(".column__scroll");
    const { x, y, width, height } = (await scroller.boundingBox())!;
    await board.page.mouse.move(x + width / 2, y + height - 4, { steps: 4 });
    await expect.poll(() => scroller.evaluate((list) => list.scrollTop)).toBeGreaterThan(100);
  });
  await board.page.mouse.up();
  await expect(board.said("已放回原处")).toHaveCount(1);
  await board.face(order.number).focus();
  await board.holdsOver(order.number, "待派单");
  await board.page.keyboard.press("Escape");
  await expect(board.column("待派单")).not.toHaveClass(/column--over/);
  await expect(board.page.locator(".board__held")).toHaveCount(0);
  await board.page.mouse.up();
  await expect(board.menu(order.number)).toBeHidden();
  await board.sees("待审核", order.number);
  expect(new URL(board.page.url()).search).toBe("");
  await board.face(order.number).click();
  await expect(board.page).toHaveURL(new RegExp(`ticket=${order.id}`));
});

test("a step that is refused after its form was left puts the card back and is said", async ({ world, complaints }) => {
  complaints.pardon(/status of 503/);
  const order = await takesACall(await world.person("jiexian"), { urgency: "critical" });
  const board = new Board((await world.person("shenhe")).page);
  await board.opens();
  await board.begins(order.number, "审核通过");
  let refuse = () => {};
  const held = new Promise<void>((resolve) => (refuse = resolve));
  await board.page.route("**/api/tickets/*/steps", async (route) => {
    await held;
    await route.fulfill({ status: 503, json: { type: "about:blank", title: "away", status: 503, code: "unavailable" } });
  });
  await board.sends(order.number, "审核通过");
  await board.sees("待派单", order.number);
  await board.page.keyboard.press("Escape");
  await expect(board.menu(order.number)).toBeHidden();
  refuse();
  await expect(board.page.getByRole("alert").filter({ hasText: order.number })).toBeVisible();
  await board.sees("待审核", order.number);
});

test("the board is left while it searches and reads again, and nothing breaks", async ({ world }) => {
  const order = await takesACall(await world.person("jiexian"));
  const board = new Board((await world.person("zhuren")).page);
  const { page } = board;
  const link = (name: string) => page.getByRole("navigation", { name: "主导航" }).getByRole("link", { name, exact: true });
  await board.opens();
  await test.step("before what was typed is searched", async () => {
    await board.search().fill("路灯");
    await link("回访").click();
    await expect(page.getByRole("heading", { level: 1, name: "回访", exact: true })).toBeAttached();
  });
  await link("看板").click();
  await board.search().fill(order.address);
  await expect(board.found()).toContainText("符合条件 1 件");
  await test.step("in the midst of reading the columns that a step has touched", async () => {
    let goOn = () => {};
    const held = new Promise<void>((resolve) => (goOn = resolve));
    await page.route("**/api/tickets?*", async (route) => {
      await held;
      await route.continue();
    });
    const asked = page.waitForRequest("**/api/tickets?*");
    await takesAStep(await world.person("shenhe"), order, { verb: "approve" });
    await asked;
    await link("回访").click();
    const answered = page.waitForResponse("**/api/tickets?*");
    goOn();
    await answered;
  });
  await link("看板").click();
  await board.sees("待派单", order.number);
});

test("an open order leaves room for the last column, and hides no card that has the focus", async ({ world }) => {
  const board = new Board((await world.person("banzhang")).page);
  await board.opens();
  const last = board.column("已结案").getByRole("listitem").first().getByRole("heading").getByRole("button");
  await last.click();
  const order = board.page.getByRole("complementary");
  await expect(order).toBeVisible();
  await last.focus();
  const edges = async () => {
    const [card, beside] = [await last.boundingBox(), await order.boundingBox()];
    return card!.x + card!.width - beside!.x;
  };
  await expect.poll(edges).toBeLessThanOrEqual(0);
});

test("a card that somebody else has moved meanwhile is put back with what happened", async ({ world }) => {
  const [operator, reviewer, lead] = [
    await world.person("jiexian"),
    await world.person("shenhe"),
    await world.person("banzhang"),
  ];
  const board = new Board(reviewer.page);
  const order = await takesACall(operator, { urgency: "critical" });
  await board.opens();
  await board.holdsOver(order.number, "待派单");
  await takesAStep(lead, order, { verb: "return_to_intake", missing: "请问清门牌号。" });
  await board.page.mouse.up();
  const news = board.menu(order.number).getByRole("alert");
  await expect(news).toContainText(/陈国栋已于 \d\d:\d\d/);
  await expect(news).toContainText("这张工单已不能移到待派单，卡片已放回原处。");
  await board.menu(order.number).getByRole("button", { name: "关闭", exact: true }).click();
  await board.sees("草稿", order.number);
});

test("an order is approved and dispatched by its menu without leaving the keyboard", async ({ world }) => {
  const board = new Board((await world.person("shenhe")).page);
  const order = await takesACall(await world.person("jiexian"), { urgency: "critical" });
  await board.opens();
  await board.brings(order.number);
  const keys = board.page.keyboard;
  const menu = board.menu(order.number);
  await board.face(order.number).press("m");
  await expect(menu).toContainText(order.address);
  await expect(menu.getByRole("button", { name: /^审核通过/ })).toBeFocused();
  await keys.press("Enter");
  await expect(menu.getByRole("button", { name: "审核通过", exact: true })).toBeFocused();
  await keys.press("Enter");
  await board.sees("待派单", order.number);
  await expect(board.face(order.number)).toBeFocused();
  await keys.press("m");
  await expect(menu.getByRole("button", { name: /^派单/ })).toBeFocused();
  await keys.press("Enter");
  await expect(menu.getByRole("combobox", { name: "主办单位" })).toBeFocused();
  await keys.insertText("wanan");
  await keys.press("Enter");
  await keys.press("Control+Enter");
  await board.sees("待签收", order.number);
});

test("a card is moved by keys alone, and it is said where it goes", async ({ world }) => {
  const [operator, reviewer] = [await world.person("jiexian"), await world.person("shenhe")];
  const board = new Board(reviewer.page);
  const order = await takesACall(operator, { urgency: "critical" });
  await board.opens();
  const keys = board.page.keyboard;
  await board.face(order.number).focus();
  await keys.press("?");
  const sheet = board.page.getByRole("dialog", { name: "快捷键" });
  await expect(sheet).toContainText("提起卡片");
  expect(await barriers(board.page)).toEqual([]);
  await keys.press("Escape");
  await expect(sheet).toBeHidden();

  await board.face(order.number).focus();
  await keys.press("Space");
  await expect(board.said(`已提起 ${order.number}，可移到：草稿、待派单。`)).toHaveCount(1);
  await keys.press("ArrowRight");
  await expect(board.said("将移到：待派单")).toHaveCount(1);
  await keys.press("Escape");
  await expect(board.said(`${order.number} 已放回原处`)).toHaveCount(1);
  await expect(board.face(order.number)).toBeFocused();
  await keys.press("Space");
  await keys.press("ArrowRight");
  await keys.press("Space");
  await board.sends(order.number, "审核通过");
  await board.sees("待派单", order.number);
  await expect(board.face(order.number)).toBeFocused();

  await keys.press("End");
  const last = board.column("待派单").getByRole("listitem").last();
  await expect(last.getByRole("heading").getByRole("button")).toBeFocused();
  await keys.press("Home");
  await expect(board.column("待派单").locator('[aria-posinset="1"]').getByRole("heading").getByRole("button")).toBeFocused();
  await keys.press("m");
  await expect(board.page.getByRole("dialog", { name: /^办理工单/ })).toBeVisible();
});

test("filter and order are in the address and survive a reload", async ({ world }) => {
  const board = new Board((await world.person("banzhang")).page);
  await board.opens();
  await board.filter("排序").selectOption({ label: "按受理先后" });
  await board.filter("性质").selectOption({ label: "投诉" });
  await expect(board.page).toHaveURL(/nature=complaint&sort=age/);
  await board.page.reload();
  await expect(board.filter("排序")).toHaveValue("age");
  await expect(board.filter("性质")).toHaveValue("complaint");
  await expect(board.found()).toContainText("符合条件");
  await board.page.getByRole("button", { name: "清除筛选" }).click();
  await expect(board.page).toHaveURL(/\/board\?sort=age$/);
  const { columns } = await world
    .person("banzhang")
    .then((person) => person.reads<{ columns: { state: string; tickets: { number: string }[] }[] }>("/api/board?limit=1&sort=age"));
  const oldest = columns.find(({ state }) => state === "handling")?.tickets[0];
  await expect(board.column("处置中").locator('[aria-posinset="1"]').getByRole("button", { name: `办理 ${oldest?.number}` })).toBeVisible();
});

test("several are approved at once, and what was refused is told and stays selected", async ({ world, complaints }) => {
  complaints.pardon(/status of 409/);
  const [operator, reviewer, lead] = [
    await world.person("jiexian"),
    await world.person("shenhe"),
    await world.person("banzhang"),
  ];
  const address = newAddress();
  const orders: Order[] = [];
  for (let call = 0; call < 3; call += 1) orders.push(await takesACall(operator, { address }));
  const board = new Board(reviewer.page);
  await board.opens();
  await board.search().fill(address);
  await expect(board.found()).toContainText("符合条件 3 件");
  await test.step("where a filter is on, a card that was dropped is marked as on its way", async () => {
    await expect(board.column("待派单")).toBeHidden();
    await board.holdsOver(orders[0]!.number, "待派单");
    await expect(board.column("待派单")).toHaveClass(/column--over/);
    await board.page.mouse.up();
    const item = board.column("待审核").getByRole("listitem").filter({ has: board.card(orders[0]!.number) });
    await expect(board.menu(orders[0]!.number)).toBeVisible();
    await expect(item).toContainText("正移往待派单");
    await expect(item).toHaveAttribute("aria-busy", "true");
    await board.page.keyboard.press("Escape");
    await expect(item).not.toContainText("正移往");
    await expect(board.face(orders[0]!.number)).toBeFocused();
  });
  await board.choosing().click();
  await board.face(orders[0]!.number).click();
  await board.face(orders[2]!.number).click({ modifiers: ["Shift"] });
  await expect(board.chosen()).toContainText("已选 3 件");
  await board.chosen().getByRole("button", { name: "审核通过" }).click();
  const dialog = board.page.getByRole("dialog", { name: "审核通过（3 件）" });
  await expect(dialog).toContainText(orders[1]!.number);
  await takesAStep(lead, orders[1]!, { verb: "approve" });
  await dialog.getByRole("button", { name: "审核通过" }).click();
  await expect(dialog).toContainText("审核通过：已完成 2 件");
  await expect(dialog).toContainText("1 件没有办成，仍保持选中");
  const refused = dialog.getByRole("listitem").filter({ hasText: orders[1]!.number });
  await expect(refused).toContainText(/陈国栋已于 \d\d:\d\d 审核通过/);
  await expect(refused.getByRole("link")).toHaveAttribute("href", `/tickets/${orders[1]!.id}`);
  expect(await barriers(board.page)).toEqual([]);
  await dialog.locator(".evidence-form__foot").getByRole("button", { name: "关闭" }).click();
  await expect(board.chosen()).toContainText("已选 1 件");

  await board.face(orders[0]!.number).click();
  await board.face(orders[2]!.number).click();
  await board.chosen().getByRole("button", { name: "派单" }).click();
  let dispatch = board.page.getByRole("dialog", { name: "派单（3 件）" });
  await pickUnit(dispatch.getByRole("combobox", { name: "主办单位" }), "drc", "大茹村");
  await test.step("it is stopped in the middle, and says what was not begun", async () => {
    let goOn = () => {};
    const held = new Promise<void>((resolve) => (goOn = resolve));
    await board.page.route("**/api/tickets/*/steps", async (route) => {
      await held;
      await route.continue();
    });
    await dispatch.getByRole("button", { name: "派单", exact: true }).click();
    await dispatch.getByRole("button", { name: "停止" }).click();
    goOn();
    await expect(dispatch).toContainText("派单：已完成 1 件");
    await expect(dispatch).toContainText("2 件没有处理，仍保持选中");
    await expect(dispatch.getByRole("listitem")).toHaveCount(2);
    await board.page.unroute("**/api/tickets/*/steps");
    await dispatch.locator(".evidence-form__foot").getByRole("button", { name: "关闭" }).click();
    await board.chosen().getByRole("button", { name: "派单" }).click();
  });
  dispatch = board.page.getByRole("dialog", { name: "派单（2 件）" });
  await pickUnit(dispatch.getByRole("combobox", { name: "主办单位" }), "drc", "大茹村");
  await dispatch.getByRole("button", { name: "派单", exact: true }).click();
  await expect(dispatch).toContainText("派单：已完成 2 件");
  await dispatch.locator(".evidence-form__foot").getByRole("button", { name: "关闭" }).click();
  await expect(board.chosen()).toBeHidden();
  for (const order of orders) {
    await board.brings(order.number);
    await expect(board.cardIn("待签收", order.number)).toContainText("大茹村");
  }
});
