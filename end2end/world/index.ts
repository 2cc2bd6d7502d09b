// The vocabulary of the stories. A test imports `test` and `expect` from here; it fails when any of its
// browsers complained.

import { type Browser, type BrowserContextOptions, expect, test as base } from "@playwright/test";

import type { Account } from "./accounts";
import { Complaints } from "./complaints";
import { type Device, devices } from "./devices";
import { Person } from "./person";

/** The desk and the people at it. */
export class World {
  private readonly people: Person[] = [];

  constructor(
    private readonly browser: Browser,
    private readonly complaints: Complaints,
    private readonly usual: BrowserContextOptions,
  ) {}

  /** A person who sits down, signed out, at the project's screen or at the given one. */
  async visitor(name: Account, device?: Device): Promise<Person> {
    const screen = device ? { ...OWN_SCREEN, ...devices[device] } : {};
    const context = await this.browser.newContext({ ...this.usual, ...screen });
    this.complaints.listenTo(context);
    const person = new Person(name, context, await context.newPage());
    this.people.push(person);
    return person;
  }

  /** A person who is signed in already and has no page open yet. */
  async person(name: Account, device?: Device): Promise<Person> {
    const person = await this.visitor(name, device);
    await person.signsInQuietly();
    return person;
  }

  /** Everybody goes home. */
  async end(): Promise<void> {
    await Promise.all(this.people.map((person) => person.context.close()));
  }
}

/** Another screen is not a touch screen because the project's is one. */
const OWN_SCREEN: BrowserContextOptions = { hasTouch: false, isMobile: false };

interface Fixtures {
  complaints: Complaints;
  world: World;
}

export const test = base.extend<Fixtures>({
  complaints: [
    async ({}, use) => {
      const complaints = new Complaints();
      await use(complaints);
      expect(complaints.left(), "errors on the console or the page").toEqual([]);
    },
    { auto: true },
  ],
  context: async ({ context, complaints }, use) => {
    complaints.listenTo(context);
    await use(context);
  },
  world: async ({ browser, complaints, contextOptions, baseURL, locale, timezoneId, serviceWorkers, viewport, hasTouch, isMobile }, use) => {
    const usual = { baseURL, locale, timezoneId, serviceWorkers, viewport, hasTouch, isMobile };
    const world = new World(browser, complaints, { ...contextOptions, ...usual });
    await use(world);
    await world.end();
  },
});

export { expect };
export type { Account, Device, Person };
