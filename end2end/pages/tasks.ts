// 待办: the phone of a unit.

import { type Locator, type Page, expect } from "@playwright/test";

import { press } from "./keys";

/** 现场照片, as they are chosen. */
export class PhotosOfReply {
  constructor(readonly group: Locator) {}

  /** What the key of the gallery opens. */
  get input(): Locator {
    return this.group.locator("input[multiple]");
  }

  all(): Locator {
    return this.group.getByRole("listitem");
  }

  at(n: number): Locator {
    return this.all().nth(n - 1);
  }

  /** A key of one photo: 去掉, 前移, 后移, 重传, 取消上传. */
  key(what: string, n: number): Locator {
    return this.at(n).getByRole("button", { name: `${what}第 ${n} 张照片` });
  }

  /** The photos in their order, by where they are shown. */
  addresses(): Promise<(string | null)[]> {
    return this.all().locator("img").evaluateAll((images) => images.map((image) => image.getAttribute("src")));
  }

  /** Whether it is shown higher than wide. */
  isUpright(n: number): Promise<boolean> {
    const picture = this.at(n).locator("img");
    return picture.evaluate((img: HTMLImageElement) => img.naturalWidth > 0 && img.naturalWidth < img.naturalHeight);
  }
}

export class Tasks {
  constructor(readonly page: Page) {}

  /** Opens the list. */
  async opens(): Promise<void> {
    await this.page.goto("/tasks");
    await expect(this.tab("待签收")).toBeVisible();
  }

  tab(name: string): Locator {
    const tabs = this.page.getByRole("navigation", { name: "按进度" });
    return tabs.getByRole("link", { name: new RegExp(`^${name}`) });
  }

  /** The row of an order, by what only that order has in its title or address. */
  row(words: string): Locator {
    return this.page.getByRole("region", { name: "待办" }).getByRole("listitem").filter({ hasText: words });
  }

  async goesTo(tab: string): Promise<void> {
    await this.tab(tab).click();
    await expect(this.tab(tab)).toHaveAttribute("aria-current", "page");
  }

  /** Opens an order from the list. */
  async reads(words: string): Promise<void> {
    await this.row(words).getByRole("link").first().click();
    await expect(this.order()).toBeVisible();
  }

  order(): Locator {
    return this.page.getByRole("article");
  }

  caller(): Locator {
    return this.page.getByRole("region", { name: "来电人" });
  }

  story(): Locator {
    return this.page.getByRole("region", { name: "流转记录" }).getByRole("listitem");
  }

  /** Notes what came of the call. */
  async rang(outcome: "已接通" | "无人接听" | "号码有误"): Promise<void> {
    await this.page.getByRole("button", { name: outcome, exact: true }).click();
  }

  async replies(reply: { facts: string; demand: string; result: string; method: string; text: string }): Promise<void> {
    await press(this.order(), "事实认定", reply.facts);
    await press(this.order(), "诉求认定", reply.demand);
    await press(this.order(), "处理结果", reply.result);
    await press(this.order(), "答复方式", reply.method);
    await this.order().getByRole("textbox", { name: "答复要点" }).fill(reply.text);
    await this.order().getByRole("button", { name: "提交反馈" }).click();
  }

  /** The photos of the reply that is being written. */
  photos(): PhotosOfReply {
    return new PhotosOfReply(this.order().getByRole("group", { name: "现场照片" }));
  }

  async notes(text: string): Promise<void> {
    await this.order().getByRole("button", { name: "写备注" }).click();
    await this.order().getByRole("textbox", { name: "备注内容" }).fill(text);
    await this.order().getByRole("button", { name: "备注", exact: true }).click();
  }

  /** A short note at the edge of the page. */
  said(words: string): Locator {
    return this.page.getByRole("status").filter({ hasText: words });
  }
}
