// Groups of big keys, of which one is pressed.

import { type Locator, type Page, expect } from "@playwright/test";

/** The key `name` of the group `legend`. */
export function key(within: Page | Locator, legend: string, name: string): Locator {
  return within.getByRole("group", { name: legend, exact: true }).getByRole("radio", { name, exact: true });
}

/** Presses it the way a thumb does, on its words. */
export async function press(within: Page | Locator, legend: string, name: string): Promise<void> {
  await within.getByRole("group", { name: legend, exact: true }).getByText(name, { exact: true }).click();
  await expect(key(within, legend, name)).toBeChecked();
}
