// A liaison on the road: the list by the thumb, a call and what came of it, a reply that is not lost.

import { barriers } from "../../pages/barriers";
import { Finger } from "../../pages/finger";
import { setHidden } from "../../pages/stream";
import { Tasks } from "../../pages/tasks";
import { PASSWORD } from "../../world/accounts";
import { type Person, type World, expect, test } from "../../world";
import { Line } from "../../world/line";
import { type Order, newAddress, sendsTo, takesACall, takesAStep } from "../../world/orders";

interface Sent {
  order: Order;
  address: string;
}

/** An order that 万安 has, signed for unless said otherwise. */
async function sent(world: World, liaison: Person, isSigned = true): Promise<Sent> {
  const address = newAddress();
  const order = await takesACall(await world.person("jiexian"), { address });
  await sendsTo(await world.person("shenhe"), order, "wanan");
  if (isSigned) await takesAStep(liaison, order, { verb: "sign" });
  return { order, address };
}

/** How far the page reaches beyond the screen, in pixels. */
function beyondTheEdge(tasks: Tasks): Promise<number> {
  return tasks.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
}

test("the list is read anew by a pull, says so, and stays where that fails", async ({ world, complaints, baseURL }) => {
  complaints.pardon(/net::ERR_/);
  const line = await Line.to(baseURL ?? "");
  const liaison = await world.person("wanan");
  const { address } = await sent(world, liaison, false);
  const tasks = new Tasks(liaison.page);
  await tasks.page.goto(`${line.address}/tasks?tab=to_sign`);
  await expect(tasks.row(address)).toBeVisible();
  const reads = () => tasks.page.waitForRequest(/\/api\/tickets\?/);

  const short = await Finger.at(tasks.page, 300);
  await short.moves(60);
  await expect(tasks.page.getByText("下拉刷新")).toBeVisible();
  await short.lifts();
  await expect(tasks.page.locator(".refresh__pull")).toHaveCSS("block-size", "0px");

  const long = await Finger.at(tasks.page, 300);
  await long.moves(240);
  await expect(tasks.page.getByText("松开刷新")).toBeVisible();
  const read = reads();
  await long.lifts();
  await read;
  await expect(tasks.page.getByText(/已更新 \d\d:\d\d/)).toBeVisible();
  await expect(tasks.said("更新于")).toBeVisible();

  // Away from the top the finger scrolls.
  await tasks.page.setViewportSize({ width: 390, height: 300 });
  await tasks.page.evaluate(() => scrollTo(0, 400));
  const scrolling = await Finger.at(tasks.page, 180);
  await scrolling.moves(20);
  await expect(tasks.page.locator(".refresh")).toHaveAttribute("data-stage", "still");
  await scrolling.lifts();

  line.cut();
  await tasks.page.getByRole("button", { name: "刷新", exact: true }).click();
  await expect(tasks.said("没有刷新成功")).toBeVisible();
  await expect(tasks.row(address)).toBeVisible();
  await expect(tasks.said("连接已断 · 以下是")).toBeVisible({ timeout: 20_000 });
  await line.end();
});

test("of a list that did not come nothing is counted", async ({ world, complaints }) => {
  complaints.pardon(/ERR_FAILED/);
  const liaison = await world.person("wanan");
  const lists = "**/api/tickets?**";
  await liaison.page.route(lists, (route) => route.abort());
  const tasks = new Tasks(liaison.page);
  await tasks.opens();
  await expect(tasks.tab("待签收")).toContainText("–");
  await liaison.page.unroute(lists);
  await tasks.page.getByRole("button", { name: "重试" }).click();
  await expect(tasks.tab("待签收")).toContainText(/\d/);
});

test("what one signs and then answers is led to by the thumb", async ({ world }) => {
  const liaison = await world.person("wanan");
  const { order, address } = await sent(world, liaison, false);
  const tasks = new Tasks(liaison.page);
  await tasks.opens();
  await tasks.goesTo("待签收");
  await tasks.row(address).getByRole("button", { name: "签收", exact: true }).click();
  await expect(tasks.said(`已签收 ${order.number}`)).toBeVisible();
  // The note leaves the tabs free: that is where the order has gone.
  await tasks.tab("待联系").click({ timeout: 2_000 });
  const toReply = tasks.page.getByRole("heading", { name: "反馈", exact: true });
  const above = async () => (await toReply.boundingBox())?.y ?? Infinity;
  await tasks.row(address).getByRole("link", { name: "反馈" }).click();
  await expect.poll(above).toBeLessThan(200);
  await tasks.page.evaluate(() => scrollTo(0, 0));
  await tasks.order().getByRole("button", { name: "反馈", exact: true }).click();
  await expect.poll(above).toBeLessThan(200);
});

test("a call takes two taps, and on return one more tells what came of it", async ({ world }) => {
  const liaison = await world.person("wanan");
  // No dialler here: what would ring it is counted.
  await liaison.page.addInitScript(() => {
    const dialled: string[] = [];
    Object.assign(globalThis, { dialled });
    addEventListener("click", (event) => {
      const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("a[href^='tel:']") : null;
      if (!link) return;
      event.preventDefault();
      dialled.push(link.href);
    }, true);
  });
  const { order, address } = await sent(world, liaison);
  const tasks = new Tasks(liaison.page);
  await tasks.opens();
  await tasks.goesTo("待联系");
  await tasks.row(address).getByRole("button", { name: "打电话" }).click();
  const sheet = tasks.page.getByRole("dialog", { name: "联系来电人" });
  await expect(sheet).toContainText("陆**");
  await expect(sheet).not.toContainText(/陆建华|12345678/);
  await sheet.getByRole("button", { name: "查看号码并拨打" }).click();
  const asks = tasks.page.getByRole("dialog", { name: "刚才的电话打通了吗？" });
  await expect(asks.getByRole("link", { name: "拨打 139 1234 5678" })).toHaveAttribute("href", "tel:13912345678");

  const dialled = () => tasks.page.evaluate(() => (globalThis as unknown as { dialled: string[] }).dialled);
  await expect.poll(dialled).toEqual(["tel:13912345678"]);

  // What is kept on the device names the order and nobody.
  const kept = await tasks.page.evaluate(() => JSON.stringify(localStorage));
  expect(kept).toContain(`"${order.id}"`);
  expect(kept).not.toMatch(/13912345678|陆建华/);
  await asks.getByRole("button", { name: "关闭" }).click();
  await expect(asks).toBeHidden();
  await setHidden(tasks.page, true);
  await setHidden(tasks.page, false);
  await expect(asks).toBeVisible();
  await tasks.page.reload();
  await expect(asks).toContainText(order.number);
  await asks.getByRole("button", { name: "无人接听", exact: true }).click();
  await expect(tasks.said("已记下：无人接听")).toBeVisible();
  await expect(asks).toBeHidden();
  await tasks.row(address).getByRole("button", { name: "打电话" }).click();
  await sheet.getByRole("button", { name: "查看号码并拨打" }).click();
  await test.step("a number that is corrected is asked for anew", async () => {
    const caller = { name: "陆建华", phone: "13712345678", anonymous: false, confidential: false };
    await takesAStep(await world.person("shenhe"), order, { verb: "amend", caller, reason: "号码记错一位" });
    await expect(asks.getByRole("link", { name: /拨打/ })).toHaveCount(0);
    await asks.getByRole("button", { name: "查看号码并拨打" }).click();
    await expect.poll(dialled).toContain("tel:13712345678");
  });
  await asks.getByRole("button", { name: "没有打" }).click();
  await expect(asks).toBeHidden();
  await tasks.page.reload();
  await expect(tasks.row(address)).toBeVisible();
  await expect(asks).toBeHidden();
});

test("who may not ring is told why", async ({ world }) => {
  const address = newAddress();
  const caller = { name: "陆建华", phone: "13912345678", anonymous: false, confidential: true };
  const order = await takesACall(await world.person("jiexian"), { address, caller });
  await sendsTo(await world.person("shenhe"), order, "wanan");
  const tasks = new Tasks((await world.person("wanan")).page);
  await tasks.page.goto("/tasks?tab=to_sign");
  const row = tasks.row(address);
  await expect(row.getByRole("button", { name: "签收" })).toBeVisible();
  await expect(row.getByRole("button", { name: "打电话" })).toHaveCount(0);
  await row.getByRole("link", { name: "查看" }).click();
  await expect(tasks.order()).toContainText("来电人要求保密。需要联系时请找中心转达。");
  await expect(tasks.order().getByRole("button", { name: "拨打" })).toHaveCount(0);
});

test("a template goes in beside what was typed, and a reply outlives reload and sign-out by mistake", async ({ world }) => {
  const liaison = await world.person("wanan");
  const { order } = await sent(world, liaison);
  const tasks = new Tasks(liaison.page);
  await tasks.page.goto(`/tasks/${order.id}`);
  const text = tasks.order().getByRole("textbox", { name: "答复要点" });
  await text.fill("已联系来电人。");
  await tasks.order().getByRole("button", { name: "常用答复" }).click();
  const templates = tasks.page.getByRole("dialog", { name: "常用答复" });
  await templates.getByRole("button", { name: /^劝导后已整改/ }).click();
  await expect(text).toHaveValue(/^已联系来电人。\n经现场核实，来电人反映的＿＿情况属实/);
  await expect(text).toBeFocused();
  await tasks.order().getByRole("button", { name: "撤销插入" }).click();
  await expect(text).toHaveValue("已联系来电人。");
  await tasks.order().getByRole("button", { name: "常用答复" }).click();
  await templates.getByRole("button", { name: /^劝导后已整改/ }).click();
  await expect(text).toBeFocused();
  // The caret stands on the first blank.
  await tasks.page.keyboard.insertText("夜间装修");
  await expect(text).toHaveValue(/来电人反映的夜间装修情况属实/);

  await tasks.page.reload();
  await expect(text).toHaveValue(/^已联系来电人。\n经现场核实，来电人反映的夜间装修情况属实/);
  await tasks.page.getByRole("banner").locator("summary").click();
  await tasks.page.getByRole("button", { name: "退出登录" }).click();
  await tasks.page.getByRole("dialog", { name: "还有内容没提交" }).getByRole("button", { name: "先不退出" }).click();

  const choices = { facts: "属实", demand: "合理", result: "实际解决", method: "上门" };
  await tasks.replies({ ...choices, text: "已于＿＿整改。" });
  await expect(tasks.order().getByText("还有＿＿没填，请补上")).toBeVisible();
  await expect(text).toBeFocused();
  await tasks.replies({ ...choices, text: "已劝导整改。" });
  await expect(tasks.said("反馈已提交")).toBeVisible();
  expect(await tasks.page.evaluate(() => Object.keys(localStorage).filter((name) => name.includes("reply")))).toEqual([]);
});

test("three sizes of type are kept and fit a small phone", async ({ world }) => {
  const liaison = await world.person("wanan");
  const { order } = await sent(world, liaison);
  const tasks = new Tasks(liaison.page);
  await tasks.page.setViewportSize({ width: 320, height: 640 });
  await tasks.opens();
  const size = () => tasks.page.evaluate(() => parseFloat(getComputedStyle(document.body).fontSize));
  const standard = await size();
  await tasks.page.getByRole("banner").locator("summary").click();
  await tasks.page.getByRole("button", { name: "特大", exact: true }).click();
  await expect.poll(size).toBeGreaterThan(standard * 1.3);
  for (const path of ["/tasks", `/tasks/${order.id}`]) {
    await tasks.page.goto(path);
    await expect(tasks.page.getByRole("heading", { level: 1 }).first()).toBeAttached();
    await expect.poll(size).toBeGreaterThan(standard * 1.3);
    await expect(tasks.page.locator(".task__marks:visible").first()).toBeVisible();
    expect(await beyondTheEdge(tasks), path).toBeLessThanOrEqual(0);
  }
});

test("a link to an order opens it after signing in, and says where the account is the wrong one", async ({ world, complaints }) => {
  complaints.pardon(/status of 404 /);
  const { order, address } = await sent(world, await world.person("wanan"));
  const { page } = await world.visitor("daru");
  await page.goto(`/tasks/${order.id}`);
  const signsIn = async (name: string) => {
    await page.getByLabel("用户名", { exact: true }).fill(name);
    await page.getByLabel("密码", { exact: true }).fill(PASSWORD);
    await page.getByRole("button", { name: "登录", exact: true }).click();
  };
  await signsIn("daru");
  await expect(page.getByText("这张工单不在本单位名下，或已经转走。")).toBeVisible();
  await page.getByRole("button", { name: "换账号登录" }).click();
  await signsIn("wanan");
  await expect(page.getByRole("article")).toContainText(address);
  await expect(page).toHaveURL(new RegExp(`/tasks/${order.id}$`));

  // In the centre the same link leads to the order's own page.
  const reviewer = await world.person("shenhe");
  await reviewer.page.goto(`/tasks/${order.id}`);
  await expect(reviewer.page).toHaveURL(new RegExp(`/tickets/${order.id}$`));
});

test("what is shared of an order is its number and its road", async ({ world }) => {
  const liaison = await world.person("wanan");
  const { order, address } = await sent(world, liaison);
  const { page } = liaison;
  await page.addInitScript(() => {
    const share = (data: ShareData) => Promise.resolve(Object.assign(globalThis, { shared: data.text }));
    Object.defineProperty(navigator, "share", { value: share });
  });
  await page.goto(`/tasks/${order.id}`);
  await page.getByRole("button", { name: "分享" }).click();
  const shared = () => page.evaluate(() => (globalThis as unknown as { shared?: string }).shared ?? "");
  await expect.poll(shared).toContain(`工单 ${order.number}（万安街），请登录查看：http`);
  expect(await shared()).toMatch(new RegExp(`/tasks/${order.id}$`));
  expect(await shared()).not.toContain(address);
});

test("list, order and sheets shut nobody out in either language, light and dark", async ({ world }) => {
  const liaison = await world.person("wanan");
  const { order, address } = await sent(world, liaison);
  const tasks = new Tasks(liaison.page);
  for (const language of ["zh-CN", "en"]) {
    await tasks.page.goto("/tasks?tab=to_contact");
    await tasks.page.evaluate((language) => localStorage.setItem("xinqiao.language", language), language);
    for (const colorScheme of ["light", "dark"] as const) {
      await tasks.page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await tasks.page.goto("/tasks?tab=to_contact");
      await expect(tasks.page.locator("html")).toHaveAttribute("lang", language);
      const row = tasks.page.getByRole("listitem").filter({ hasText: address });
      await row.getByRole("button").first().click();
      await expect(tasks.page.getByRole("dialog").locator(".task-order__dial")).toBeVisible();
      expect(await barriers(tasks.page), `call, ${language}, ${colorScheme}`).toEqual([]);
      await tasks.page.goto(`/tasks/${order.id}`);
      await tasks.page.locator(".templates__keys button").first().click();
      await expect(tasks.page.getByRole("dialog").locator(".templates__one").first()).toBeVisible();
      expect(await barriers(tasks.page), `order, ${language}, ${colorScheme}`).toEqual([]);
    }
  }
});
