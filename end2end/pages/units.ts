// A unit, found by letters or characters and taken from the list.

import { type Locator } from "@playwright/test";

export async function pickUnit(box: Locator, typed: string, name: string): Promise<void> {
  await box.fill(typed);
  await box.page().getByRole("listbox").getByRole("option", { name: new RegExp(`^${name}`) }).click();
}
