// An order on paper.

import { Board } from "../../pages/board";
import { Ticket } from "../../pages/ticket";
import { expect, test } from "../../world";
import { newAddress, sendsTo, takesACall } from "../../world/orders";

test("an order is printed whole, black on white, with a place to sign", async ({ world }) => {
  const reviewer = await world.person("shenhe");
  const order = await takesACall(await world.person("jiexian"), { address: newAddress() });
  await sendsTo(reviewer, order, "wanan");
  const { page } = reviewer;
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  const ticket = new Ticket(page);
  await ticket.opens(order.id);
  const paper = page.getByRole("article");
  await expect(paper.getByText("经办人签字")).toBeVisible();
  await expect(paper).toContainText(order.number);
  await expect(paper.getByText("依据《", { exact: false }).first()).toBeVisible();
  await expect(page.getByRole("button").and(page.locator(":visible"))).toHaveCount(0);
  await expect(page.getByRole("navigation")).toBeHidden();
  await expect(page.locator("html")).toHaveCSS("background-color", "rgb(255, 255, 255)");
  await expect(ticket.told("派单给万安居委会")).toHaveCSS("display", "grid");
  const pdf = await page.pdf({ preferCSSPageSize: true });
  const written = pdf.toString("latin1");
  const sheets = [...written.matchAll(/\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/g)].map(([, ...sides]) => sides.map(Number));
  expect(sheets.map((sides) => sides.map(Math.round)), "one sheet of A4").toEqual([[595, 842]]);
});

test("beside the board it is the order alone that is printed", async ({ world }) => {
  const reviewer = await world.person("shenhe");
  const order = await takesACall(await world.person("jiexian"), { address: newAddress() });
  const board = new Board(reviewer.page);
  await board.opens();
  await (await board.brings(order.number)).getByRole("button", { name: order.title }).click();
  await expect(reviewer.page.getByRole("heading", { name: "流转记录" })).toBeVisible();
  await reviewer.page.emulateMedia({ media: "print" });
  await expect(reviewer.page.getByText("经办人签字")).toBeVisible();
  await expect(board.card(order.number)).toBeHidden();
});
