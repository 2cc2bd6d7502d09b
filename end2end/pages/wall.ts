// The wall as somebody five metres away reads it.

import { type Locator, type Page, expect } from "@playwright/test";

/** The figures of the wall that the stories look at. */
export interface WallFigures {
  figures: { id: string; definition: string; value: number }[];
  pipeline: { state: string; count: number }[];
  natures: { nature: string; count: number }[];
  categories: { name: string; count: number; before: number }[];
  curve: { hour: number; today: number | null; yesterday: number; low: number; high: number }[];
  places: { unit: string; name: string; count: number; before: number }[];
  topics: { name: string; days: number[] }[];
  yesterday: { id: string; value: number }[];
  next: { road: string }[];
}

export class Wall {
  private moved = 0;

  constructor(readonly page: Page) {}

  /** Opens one of the two pages, which then stays, and waits for its figures. */
  async opens(page: 1 | 2 = 1): Promise<void> {
    await this.page.goto(`/wall?page=${page}`);
    await this.shows(page);
  }

  /** Opens the wall as it hangs: its pages take turns. */
  async hangs(): Promise<void> {
    await this.page.goto("/wall");
    await this.shows(1);
  }

  /** Waits until one of the two pages is there and the other is not. */
  async shows(page: 1 | 2): Promise<void> {
    const [here, away] = page === 1 ? [this.hero("在办"), this.repeated()] : [this.repeated(), this.hero("在办")];
    await expect(here).toBeVisible();
    await expect(away).toBeHidden();
  }

  /** Lets the desk's clock say something later (or earlier) from its next word on. */
  async movesTheClock(ms: number): Promise<void> {
    if (this.moved === 0) {
      await this.page.route("**/api/wall", async (route) => {
        const response = await route.fetch();
        const figures = (await response.json()) as { now: string };
        const now = new Date(Date.parse(figures.now) + this.moved).toISOString();
        await route.fulfill({ response, json: { ...figures, now } });
      });
    }
    this.moved += ms;
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

  /** The tile of what repeats, on the second page. */
  repeated(): Locator {
    return this.page.getByRole("region", { name: "重复诉求" });
  }

  /** The tile of where the orders come from. */
  hotPlaces(): Locator {
    return this.page.getByRole("figure", { name: "热点村居" });
  }

  /** The villages of the map, which is a picture: its numbers stand in a table beside it. */
  villages(): Locator {
    return this.hotPlaces().locator(".wall-map path");
  }

  /** How deep each village is shaded, from 0 to 4. */
  async shades(): Promise<number[]> {
    return this.villages().evaluateAll((paths) => paths.map((path) => Number((path as SVGElement).dataset.shade)));
  }

  /** The names on the map, that of the most orders first. */
  villageNames(): Locator {
    return this.hotPlaces().locator(".wall-map__name");
  }

  /** The mark of a page. */
  mark(name: string): Locator {
    return this.page.getByRole("navigation", { name: "页面" }).getByRole("button", { name });
  }

  veil(): Locator {
    return this.page.locator(".wall-veil");
  }

  /** The band of an urgent order. */
  band(): Locator {
    return this.page.locator(".wall-band");
  }

  async count(name: string): Promise<number> {
    return Number(await this.digits(name).textContent());
  }
}
