// The wall as somebody five metres away reads it.

import { type Locator, type Page, expect } from "@playwright/test";

/** The figures of the wall that the stories look at. */
export interface WallFigures {
  figures: { id: string; definition: string; value: number }[];
  pipeline: { state: string; count: number }[];
  natures: { nature: string; count: number }[];
  categories: { name: string; count: number; before: number }[];
  curve: { hour: number; today: number | null; yesterday: number; low: number; high: number }[];
  next: { road: string }[];
}

export class Wall {
  constructor(readonly page: Page) {}

  /** Opens the wall and waits for its figures. */
  async opens(): Promise<void> {
    await this.page.goto("/wall");
    await expect(this.hero("在办")).toBeVisible();
  }

  /** One of the five digits with its name. */
  hero(name: string): Locator {
    return this.page.getByRole("group", { name, exact: true });
  }

  /** The number of one of the five. */
  digits(name: string): Locator {
    return this.hero(name).locator(".wall-hero__value");
  }

  /** The count of a state in the pipeline. */
  inState(name: string): Locator {
    const states = this.page.getByRole("region", { name: "在办工单按状态" });
    const state = states.locator("dl > div").filter({ has: this.page.getByText(name, { exact: true }) });
    return state.getByRole("definition");
  }

  veil(): Locator {
    return this.page.getByRole("alert");
  }

  async count(name: string): Promise<number> {
    return Number(await this.digits(name).textContent());
  }
}
