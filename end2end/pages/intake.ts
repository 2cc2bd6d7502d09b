// 接单: one page for the length of a call.

import { type Locator, type Page, expect } from "@playwright/test";

import type { Person } from "../world";
import { press } from "./keys";

export class Intake {
  readonly page: Page;

  constructor(private readonly operator: Person) {
    this.page = operator.page;
  }

  /** Opens the page with four blank sheets. */
  async opens(): Promise<void> {
    for (const slot of [1, 2, 3, 4]) await this.operator.context.request.delete(`/api/drafts/${slot}`);
    await this.page.goto("/intake");
    await expect(this.phone()).toBeFocused();
  }

  /** One of the four sheets, laid on top. */
  async laysOnTop(slot: number): Promise<void> {
    await this.tab(slot).click();
    await expect(this.tab(slot)).toHaveAttribute("aria-pressed", "true");
  }

  tab(slot: number): Locator {
    return this.page.getByRole("group", { name: "草稿", exact: true }).getByRole("button", { name: `草稿 ${slot}` });
  }

  private box(name: string): Locator {
    return this.page.getByRole("textbox", { name, exact: true });
  }

  phone(): Locator {
    return this.box("来电号码");
  }

  name(): Locator {
    return this.box("来电人姓名");
  }

  content(): Locator {
    return this.box("诉求内容");
  }

  address(): Locator {
    return this.box("地址");
  }

  /** What is said of a field: its hint, or what is wrong with it. */
  noteOf(field: Locator): Locator {
    return this.page.locator(".field").filter({ has: field }).locator(".field__note");
  }

  confidential(): Locator {
    return this.page.getByRole("checkbox", { name: /^保密/ });
  }

  /** A nature by the digit that presses it. */
  nature(digit: number): Locator {
    const keys = this.page.getByRole("group", { name: "性质", exact: true });
    return keys.getByRole("radio", { name: new RegExp(`^${digit} `) });
  }

  async choosesUrgency(name: string): Promise<void> {
    await press(this.page, "紧急程度", name);
  }

  async tags(topic: string): Promise<void> {
    const topics = this.page.getByRole("group", { name: "专题", exact: true });
    await topics.getByRole("checkbox", { name: topic, exact: true }).check();
  }

  /** Types a call from top to bottom and chooses its nature by its digit, hands on the keyboard. */
  async types(call: { phone: string; name?: string; content: string; address: string; nature: number }): Promise<void> {
    await this.phone().fill(call.phone);
    if (call.name) await this.name().fill(call.name);
    await this.content().fill(call.content);
    await this.address().fill(call.address);
    await this.address().press("Tab");
    await this.page.keyboard.press(String(call.nature));
    await expect(this.nature(call.nature)).toBeChecked();
  }

  /** A promised date of the right column. */
  limit(name: "先行联系" | "办结"): Locator {
    const rows = this.page.locator(".intake__limits dl");
    return rows.locator(`dt:text-is("${name}") + dd`);
  }

  acceptKey(): Locator {
    return this.page.getByRole("button", { name: "接单", exact: true });
  }

  /** Asks to be signed out. */
  async leaves(): Promise<void> {
    await this.page.locator("summary").filter({ has: this.page.locator(".account__name") }).click();
    await this.page.getByRole("button", { name: "退出登录" }).click();
  }

  /** The order that was accepted last, beside the sheet. */
  receipt(): Locator {
    return this.page.getByRole("status").filter({ has: this.page.getByRole("heading", { name: "已接单" }) });
  }

  /** The number of the order that was just accepted; the next sheet is open then. */
  async number(): Promise<string> {
    await expect(this.receipt()).toBeVisible();
    await expect(this.content()).toHaveValue("");
    return (await this.receipt().getByRole("definition").first().innerText()).trim();
  }

  /** Why it was not accepted. */
  trouble(): Locator {
    return this.page.locator(".intake__trouble");
  }

  async acceptsByKeyboard(): Promise<void> {
    await this.page.keyboard.press("Control+Enter");
  }

  /** Turns to the next caller: the number is to be typed, then the words. */
  async goesOn(): Promise<void> {
    await expect(this.phone()).toBeFocused();
    await expect(this.phone()).toHaveValue("");
    await this.content().focus();
  }

  /** What is read to the caller. */
  sentence(): Locator {
    return this.page.locator(".intake__read");
  }

  /** The caller's earlier orders. */
  earlier(): Locator {
    return this.page.getByRole("list", { name: "以往工单" }).getByRole("listitem");
  }

  /** The form of the order that is dispatched in place. */
  onward(): Locator {
    return this.page.getByRole("region", { name: "接单并派单", exact: true });
  }

  /** Where everything on the page stands. */
  async places(): Promise<string> {
    return this.page.evaluate(() =>
      [...document.querySelectorAll("main > *, .field, .choice, .intake__bar button")]
        .map((element) => {
          const { x, y, width, height } = element.getBoundingClientRect();
          return [element.className, x, y, width, height].join(" ");
        })
        .join("\n"),
    );
  }
}
