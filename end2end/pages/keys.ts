// Groups of big keys, of which one is pressed.

import { type Locator, type Page } from "@playwright/test";

/** The key `name` of the group `legend`. */
export function key(within: Page | Locator, legend: string, name: string): Locator {
  return within.getByRole("group", { name: legend, exact: true }).getByRole("radio", { name, exact: true });
}

/** Presses it. */
export async function press(within: Page | Locator, legend: string, name: string): Promise<void> {
  await key(within, legend, name).check();
}
