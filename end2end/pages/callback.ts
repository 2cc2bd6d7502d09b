// 回访: the queues, and the order that is rung back.

import { type Locator, type Page, expect } from "@playwright/test";

import { press } from "./keys";

export class Callback {
  constructor(readonly page: Page) {}

  async opens(): Promise<void> {
    await this.page.goto("/callback");
    await expect(this.queue("待回访")).toBeVisible();
  }

  queue(name: "待回访" | "待结案"): Locator {
    return this.page.getByRole("region", { name, exact: true });
  }

  row(queue: "待回访" | "待结案", number: string): Locator {
    return this.queue(queue).getByRole("link").filter({ hasText: number });
  }

  async takes(number: string): Promise<void> {
    await this.row("待回访", number).click();
    await expect(this.page.getByRole("region", { name: "承办单位的答复" })).toBeVisible();
  }

  answer(): Locator {
    return this.page.getByRole("region", { name: "承办单位的答复" });
  }

  /** What a caller who was reached says. */
  async hears(said: { solved: string; satisfaction: string; words: string }): Promise<void> {
    await press(this.page, "接通了吗", "接通");
    await press(this.page, "问题解决了吗", said.solved);
    await press(this.page, "满意吗", said.satisfaction);
    await this.page.getByRole("textbox", { name: "来电人的话（可不填）" }).fill(said.words);
    await this.page.getByRole("button", { name: "回访完成" }).click();
  }

  async closes(): Promise<void> {
    await this.page.getByRole("button", { name: "结案", exact: true }).click();
  }

  said(words: string): Locator {
    return this.page.getByRole("status").filter({ hasText: words });
  }
}
