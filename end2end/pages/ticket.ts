// 工单: one order with its facts, its limits and its story.

import { type Locator, type Page, expect } from "@playwright/test";

export class Ticket {
  constructor(readonly page: Page) {}

  async opens(id: number): Promise<void> {
    await this.page.goto(`/tickets/${id}`);
    await expect(this.page.getByRole("heading", { name: "流转记录" })).toBeVisible();
  }

  /** One fact by its name. */
  fact(name: string): Locator {
    const rows = this.page.locator("dl > div").filter({ has: this.page.getByText(name, { exact: true }) });
    return rows.getByRole("definition");
  }

  /** A limit: 先行联系, 签收, 办理, 回访. */
  due(limit: string): Locator {
    return this.page.locator(".due-list").getByRole("listitem").filter({ has: this.page.getByText(limit, { exact: true }) });
  }

  /** The entries of the story in which these words stand. */
  told(words: string): Locator {
    return this.page.locator(".story-list").getByRole("listitem").filter({ hasText: words });
  }

  /** Chooses a step; the form for its evidence is up then. */
  async begins(verb: string): Promise<Locator> {
    const offered = this.page.getByRole("group", { name: "可以办理" });
    await expect(offered).toBeVisible();
    const key = offered.getByRole("button", { name: verb, exact: true });
    // What is rarer waits folded away.
    if (!(await key.isVisible())) await offered.getByText("更多操作").click();
    await key.click();
    return this.page.getByRole("region", { name: verb, exact: true });
  }
}
