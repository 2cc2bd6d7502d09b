// Each page opens for whom it is for: nothing on the console, nothing beyond the edge of the screen,
// nothing that shuts somebody out, and in English where that is wanted.

import { type Locator, type Page } from "@playwright/test";

import { shutsNobodyOut } from "../../pages/barriers";
import { type Account, type Person, World, expect, test } from "../../world";
import { Complaints } from "../../world/complaints";
import { newAddress, sendsTo, takesACall } from "../../world/orders";

interface Opening {
  name: string;
  account: Account;
  path: string | ((person: Person) => Promise<string>);
  heading: string | RegExp;
  english: string | RegExp;
  /** What is there once the page has read what it shows. */
  ready?: (page: Page) => Locator;
}

/** The first order that this person may read. */
async function anyOrder(person: Person): Promise<number> {
  const { items } = await person.reads<{ items: { id: number }[] }>("/api/tickets?limit=1");
  return items[0]?.id ?? 0;
}

const PAGES: Opening[] = [
  {
    name: "start",
    account: "shenhe",
    path: "/",
    heading: "林志远，您好",
    english: /林志远/,
    ready: (page) => page.getByRole("main").getByRole("link", { name: /待审核/ }),
  },
  {
    name: "intake",
    account: "jiexian",
    path: "/intake",
    heading: "接单",
    english: "Intake",
    ready: (page) => page.getByRole("checkbox", { name: "涉疫" }),
  },
  {
    name: "board",
    account: "shenhe",
    path: "/board",
    heading: "工单看板",
    english: "Board of orders",
    ready: (page) => page.getByRole("article").first(),
  },
  {
    name: "ticket",
    account: "shenhe",
    path: async (person) => `/tickets/${await anyOrder(person)}`,
    heading: /./,
    english: /./,
    ready: (page) => page.locator(".story-list").getByRole("listitem").first(),
  },
  {
    name: "tasks",
    account: "wanan",
    path: "/tasks",
    heading: "待办",
    english: "Tasks",
    ready: (page) => page.getByRole("main").getByRole("listitem").first(),
  },
  {
    name: "an order of the tasks",
    account: "wanan",
    path: async (person) => `/tasks/${await anyOrder(person)}`,
    heading: /./,
    english: /./,
    ready: (page) => page.getByRole("article").getByRole("heading", { level: 1 }),
  },
  {
    name: "call-back",
    account: "huifang",
    path: "/callback",
    heading: "回访",
    english: "Call-back",
    ready: (page) => page.getByRole("region", { name: "待回访", exact: true }).getByRole("link").first(),
  },
  {
    name: "screens",
    account: "banzhang",
    path: "/screens",
    heading: "大屏设备",
    english: "Screens",
    ready: (page) => page.getByRole("textbox", { name: "屏幕上的代码" }),
  },
  {
    name: "wall",
    account: "daping",
    path: "/wall",
    heading: "诉求态势",
    english: "Requests now",
    ready: (page) => page.getByRole("group", { name: "在办", exact: true }),
  },
];

async function opens(person: Person, opening: Opening): Promise<void> {
  const path = typeof opening.path === "string" ? opening.path : await opening.path(person);
  await person.page.goto(path);
  await expect(person.page.getByRole("heading", { level: 1, name: opening.heading }).first()).toBeAttached();
  if (opening.ready) await expect(opening.ready(person.page)).toBeVisible();
}

/** The switch stands in the account's menu where there is a header. */
async function switchesLanguage(page: Page, to: "English" | "中文"): Promise<void> {
  const key = page.getByRole("button", { name: to, exact: true });
  if (!(await key.isVisible())) await page.getByRole("banner").locator("summary").click();
  await key.click();
}

/** How far the page reaches beyond the screen, in pixels. */
async function beyondTheEdge(page: Page): Promise<number> {
  return page.evaluate(() => {
    const { scrollWidth } = document.scrollingElement ?? document.documentElement;
    return scrollWidth - innerWidth;
  });
}

test.beforeAll(async ({ browser, baseURL }) => {
  // The unit's list is not empty on any screen.
  const world = new World(browser, new Complaints(), { baseURL });
  const order = await takesACall(await world.person("jiexian"), { address: newAddress() });
  await sendsTo(await world.person("shenhe"), order, "wanan");
  await world.end();
});

for (const opening of PAGES) {
  test(`${opening.name} opens without a word on the console and fits the screen`, async ({ world }) => {
    const person = await world.person(opening.account);
    await opens(person, opening);
    await expect(person.page).toHaveTitle(/\S/);
    expect(await beyondTheEdge(person.page)).toBeLessThanOrEqual(0);
    // A narrow screen, or 400 % of a wide one; nobody zooms the wall.
    if (opening.path === "/wall") return;
    await person.page.setViewportSize({ width: 320, height: 640 });
    expect(await beyondTheEdge(person.page), "at 320 pixels").toBeLessThanOrEqual(0);
  });

  test(`${opening.name} speaks English and Chinese`, async ({ world }) => {
    const person = await world.person(opening.account);
    await opens(person, opening);
    await switchesLanguage(person.page, "English");
    await expect(person.page.locator("html")).toHaveAttribute("lang", "en");
    await expect(person.page.getByRole("heading", { level: 1, name: opening.english }).first()).toBeAttached();
    expect(await beyondTheEdge(person.page)).toBeLessThanOrEqual(0);
    await switchesLanguage(person.page, "中文");
    await expect(person.page.locator("html")).toHaveAttribute("lang", "zh-CN");
    await expect(person.page.getByRole("heading", { level: 1, name: opening.heading }).first()).toBeAttached();
  });

  test(`${opening.name} shuts nobody out`, async ({ world }) => {
    const person = await world.person(opening.account);
    await opens(person, opening);
    await shutsNobodyOut(person.page);
  });
}

test("the login opens, fits, speaks both languages and shuts nobody out", async ({ page }) => {
  await page.goto("/login");
  await expect(page.getByRole("heading", { level: 1, name: "朱泾镇城市运行热线工单" })).toBeVisible();
  await expect(page).toHaveTitle(/心桥/);
  expect(await beyondTheEdge(page)).toBeLessThanOrEqual(0);
  await switchesLanguage(page, "English");
  await expect(page.getByRole("button", { name: "Sign in" })).toBeVisible();
  await switchesLanguage(page, "中文");
  await shutsNobodyOut(page);
});
