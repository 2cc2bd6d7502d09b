// What shuts somebody out of a page, found by axe.

import AxeBuilder from "@axe-core/playwright";
import { type Page } from "@playwright/test";

/** The serious and the critical barriers, with the elements that are at fault. */
export async function barriers(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const grave = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  return grave.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html} ${node.failureSummary ?? ""}`));
}
