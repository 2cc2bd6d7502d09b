// Every figure says what it counts, and every chart has its table.

import { Wall, type WallFigures } from "../../pages/wall";
import { expect, test } from "../../world";

const HEROES = [
  ["accepted", "今日受理"],
  ["open", "在办"],
  ["at_risk", "即将超期"],
  ["overdue", "已超期"],
  ["closed", "今日办结"],
] as const;

test("each digit is the desk's figure and carries its definition", async ({ world }) => {
  const screen = await world.person("daping");
  const wall = new Wall(screen.page);
  await wall.opens();
  const { figures, yesterday } = await screen.reads<WallFigures>("/api/wall");
  for (const [id, name] of HEROES) {
    const figure = figures.find((figure) => figure.id === id);
    await expect(wall.digits(name)).toHaveText(String(figure?.value));
    await expect(wall.hero(name)).toHaveAccessibleDescription(figure?.definition ?? "");
    const before = yesterday.find((figure) => figure.id === id);
    await expect(wall.hero(name)).toContainText(`昨日此时 ${before?.value}`);
  }
});

test("the charts have tables with the same numbers", async ({ world }) => {
  const screen = await world.person("daping");
  const wall = new Wall(screen.page);
  await wall.opens();
  const figures = await screen.reads<WallFigures>("/api/wall");
  const rows = (name: string) => screen.page.getByRole("table", { name }).locator("tbody").getByRole("row");
  await expect(rows("今日受理")).toHaveCount(24);
  const first = figures.curve[0];
  await expect(rows("今日受理").first()).toHaveText(
    `1:00${first?.today ?? ""}${first?.yesterday}${first?.low}–${first?.high}`,
  );
  await wall.opens(2);
  await expect(rows("诉求性质").first()).toContainText(String(figures.natures[0]?.count));
  await expect(rows("诉求类别").first()).toContainText(`${figures.categories[0]?.name}${figures.categories[0]?.count}`);
  await expect(rows("热点村居").first()).toContainText(`${figures.places[0]?.name}${figures.places[0]?.count}`);
  const [epidemic, resumption] = figures.topics;
  await expect(rows("每日专题")).toHaveCount(14);
  await expect(rows("每日专题").last()).toHaveText(`2/28${epidemic?.days.at(-1)}${resumption?.days.at(-1)}`);
});

test("the map shades each village by its orders and names them", async ({ world }) => {
  const screen = await world.person("daping");
  const wall = new Wall(screen.page);
  await wall.opens(2);
  const { places } = await screen.reads<WallFigures>("/api/wall");
  const { areas } = await screen.reads<{ areas: { unit: string }[] }>("/api/wall/map");
  const most = places[0];
  expect(areas.map((area) => area.unit)).toContain(most?.unit);
  await expect(wall.villages()).toHaveCount(areas.length);
  const shades = await wall.shades();
  for (const [at, area] of areas.entries()) {
    const count = places.find((place) => place.unit === area.unit)?.count ?? 0;
    expect(shades[at], area.unit).toBe(Math.ceil((4 * count) / (most?.count ?? 1)));
  }
  await expect(wall.villageNames().first()).toHaveText(
    `${most?.name.replace(/(居委会|村)$/, "")}${most?.count}`,
  );
});

test("without a map the villages are bars", async ({ world }) => {
  const screen = await world.person("daping");
  await screen.page.route("**/api/wall/map", (route) =>
    route.fulfill({ json: { title: "", view_box: [0, 0, 0, 0], areas: [] } }),
  );
  const wall = new Wall(screen.page);
  await wall.opens(2);
  await expect(wall.hotPlaces().locator(".chart canvas, .chart svg").first()).toBeVisible();
  await expect(wall.villages()).toHaveCount(0);
});

test("where the charts cannot be had the tables are shown", async ({ world, complaints }) => {
  complaints.pardon(/charts/);
  const screen = await world.person("daping");
  await screen.page.route(/\/charts[^/]*\.js/, (route) => route.abort());
  const wall = new Wall(screen.page);
  await wall.opens(2);
  const table = screen.page.getByRole("table", { name: "诉求类别" });
  await expect.poll(async () => (await table.boundingBox())?.width ?? 0).toBeGreaterThan(100);
});

test("the wall shows no title and no house number", async ({ world }) => {
  const screen = await world.person("daping");
  const wall = new Wall(screen.page);
  await wall.opens();
  const next = screen.page.getByRole("region", { name: "即将到期" });
  await expect(next.getByRole("listitem")).toHaveCount(5);
  await expect(next).not.toContainText(/\d+[弄号室]/);
  await wall.opens(2);
  await expect(wall.repeated().getByRole("listitem").first()).toContainText("件");
  await expect(wall.repeated()).not.toContainText(/\d+[弄号室]/);
});
