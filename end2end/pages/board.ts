// 看板: a column for each state, and the menu of a card.

import { type Locator, type Page, expect } from "@playwright/test";

import { pickUnit } from "./units";

export class Board {
  constructor(readonly page: Page) {}

  /** Opens the board, of the desk at another address where one is given, and waits for its columns. */
  async opens(desk = ""): Promise<void> {
    await this.page.goto(`${desk}/board`);
    await expect(this.column("待审核")).toBeVisible();
  }

  column(state: string): Locator {
    return this.page.getByRole("region", { name: new RegExp(`^${state}，`) });
  }

  async count(state: string): Promise<number> {
    const name = (await this.column(state).getAttribute("aria-label")) ?? "";
    return Number(/\d+/.exec(name)?.[0]);
  }

  async expectCount(state: string, count: number): Promise<void> {
    await expect(this.column(state)).toHaveAccessibleName(`${state}，${count} 件`);
  }

  /** A card by the order's number, or by how it begins; the card itself shows it shortened. */
  card(number: string): Locator {
    return this.page.getByRole("article").filter({ has: this.opener(number) });
  }

  cardIn(state: string, number: string): Locator {
    return this.column(state).getByRole("article").filter({ has: this.opener(number) });
  }

  /** What opens the card's menu; its name has the whole number. */
  private opener(number: string): Locator {
    return this.page.getByRole("button", { name: new RegExp(`^办理 ${number}`) });
  }

  menu(number: string): Locator {
    return this.page.getByRole("dialog", { name: `办理工单 ${number}` });
  }

  /** Opens a card's menu and chooses a step; the form for its evidence is up then. */
  async begins(number: string, verb: string): Promise<Locator> {
    await this.brings(number);
    await this.page.getByRole("button", { name: `办理 ${number}`, exact: true }).click();
    await this.menu(number).getByRole("button", { name: new RegExp(`^${verb}`) }).click();
    await expect(this.menu(number).getByRole("heading", { name: verb, exact: true })).toBeVisible();
    return this.menu(number);
  }

  async sends(number: string, verb: string): Promise<void> {
    await this.menu(number).getByRole("button", { name: verb, exact: true }).click();
  }

  /** A step that needs no evidence, from the menu to the end. */
  async acts(number: string, verb: string): Promise<void> {
    await this.begins(number, verb);
    await this.sends(number, verb);
    await expect(this.menu(number)).toBeHidden();
  }

  /** The unit that leads, in the form of a dispatch. */
  async leads(number: string, typed: string, unit: string): Promise<void> {
    await pickUnit(this.menu(number).getByRole("combobox", { name: "主办单位" }), typed, unit);
  }

  /** One more unit that assists, and what is asked of it. */
  async assists(number: string, typed: string, unit: string, ask: string): Promise<void> {
    await this.menu(number).getByRole("button", { name: "增加协办单位" }).click();
    await pickUnit(this.menu(number).getByRole("combobox", { name: "协办单位" }).last(), typed, unit);
    await this.menu(number).getByRole("textbox", { name: "请他们做什么" }).last().fill(ask);
  }

  /** Scrolls the columns on until a card is in the page: of a long one only those that are seen are. */
  async brings(number: string): Promise<Locator> {
    const card = this.card(number);
    await expect(async () => {
      if ((await card.count()) === 0) await this.page.evaluate(scrollOn);
      await expect(card).toHaveCount(1, { timeout: 300 });
    }).toPass({ timeout: 15_000 });
    return card;
  }

  /** The card stands in this column. */
  async sees(state: string, number: string): Promise<void> {
    await this.brings(number);
    await expect(this.cardIn(state, number)).toBeVisible();
  }

  /** What opens a card's order; the arrows lead from one to the next. */
  face(number: string): Locator {
    return this.card(number).getByRole("heading").getByRole("button");
  }

  /** What is said of a card that is being moved. */
  said(words: string | RegExp): Locator {
    return this.page.locator("main > [aria-live=assertive]").filter({ hasText: words });
  }

  /** The middle of something on the screen. */
  async middle(of: Locator): Promise<{ x: number; y: number }> {
    await of.scrollIntoViewIfNeeded();
    const box = await of.boundingBox();
    if (!box) throw new Error("it is not on the screen");
    return { x: box.x + box.width / 2, y: box.y + Math.min(box.height / 2, 200) };
  }

  /** Takes a card up with the mouse and holds it over a column. */
  async holdsOver(number: string, state: string): Promise<void> {
    const from = await this.middle(this.card(number));
    await this.page.mouse.move(from.x, from.y);
    await this.page.mouse.down();
    await this.page.mouse.move(from.x + 12, from.y + 4);
    const to = await this.middle(this.column(state));
    await this.page.mouse.move(to.x, to.y, { steps: 4 });
  }

  choosing(): Locator {
    return this.page.getByRole("button", { name: "多选", exact: true });
  }

  chosen(): Locator {
    return this.page.getByRole("region", { name: "批量办理" });
  }

  search(): Locator {
    return this.page.getByRole("searchbox", { name: "查找" });
  }

  filter(name: string): Locator {
    return this.page.getByRole("search", { name: "筛选条件" }).getByRole("combobox", { name, exact: true });
  }

  found(): Locator {
    return this.page.getByRole("search", { name: "筛选条件" }).getByRole("status");
  }
}

/** In the page: every column goes on by most of what is seen, and from its end back to its beginning. */
function scrollOn(): void {
  for (const list of document.querySelectorAll(".column__scroll")) {
    const ends = list.scrollTop + list.clientHeight >= list.scrollHeight - 1;
    list.scrollTo(0, ends ? 0 : list.scrollTop + list.clientHeight * 0.8);
  }
}
