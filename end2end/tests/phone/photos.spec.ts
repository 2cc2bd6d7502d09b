// A liaison shows what was done: photos from the phone, upright, without the place they were taken at.

import { barriers } from "../../pages/barriers";
import { Tasks } from "../../pages/tasks";
import { Ticket } from "../../pages/ticket";
import { expect, test } from "../../world";
import { PLACE, takesAPhoto } from "../../world/camera";
import { goesUpSlowly } from "../../world/line";
import { newAddress, sendsTo, takesACall, takesAStep } from "../../world/orders";

const REPLY = {
  facts: "属实",
  demand: "合理",
  result: "实际解决",
  method: "上门",
  text: "已到现场处理，见照片。",
};

test("photos go with a reply upright, and tell nobody where they were taken", async ({ world, complaints }) => {
  const operator = await world.person("jiexian");
  const reviewer = await world.person("shenhe", "desktop");
  const liaison = await world.person("wanan");
  const address = newAddress();
  const order = await sendsTo(reviewer, await takesACall(operator, { address }), "wanan");
  await takesAStep(liaison, order, { verb: "sign" });
  const tasks = new Tasks(liaison.page);
  await liaison.page.goto(`/tasks/${order.id}`);
  const photos = tasks.photos();

  await test.step("the line breaks: it says so, and a retry brings the same photo", async () => {
    complaints.pardon(/ERR_INTERNET_DISCONNECTED|ERR_FAILED/);
    const brought: string[] = [];
    liaison.page.on("request", (request) => {
      if (request.method() === "PUT") brought.push(request.url());
    });
    await liaison.page.route("**/api/photos/*", (route) => route.abort(), { times: 1 });
    await photos.input.setInputFiles(await takesAPhoto(liaison.page));
    await expect(photos.at(1)).toContainText("上传失败");
    await tasks.replies(REPLY);
    await expect(photos.group).toContainText("还有 1 张照片没有传上");
    await photos.key("重传", 1).click();
    await expect(photos.at(1)).toContainText("已上传");
    expect(brought).toHaveLength(2);
    expect(brought[1], "under the same id").toBe(brought[0]);
  });

  await test.step("how much has gone is shown; what is stopped stays, and goes on when asked to", async () => {
    const goesFreely = await goesUpSlowly(liaison.page, 400);
    await photos.input.setInputFiles(await takesAPhoto(liaison.page, "2.jpg"));
    await expect(photos.at(2)).toContainText(/正在上传 \d+%/);
    await expect(photos.at(2).getByRole("progressbar", { name: "第 2 张照片上传进度" })).toBeVisible();
    await photos.key("取消上传", 2).click();
    await expect(photos.at(2)).toContainText("已停止上传");
    await goesFreely();
    await photos.key("重传", 2).click();
    await expect(photos.at(2)).toContainText("已上传");
  });

  await test.step("what is no picture is said to be none, and goes by the keyboard", async () => {
    const text = { name: "笔记.jpg", mimeType: "image/jpeg", buffer: Buffer.from("no picture") };
    await photos.input.setInputFiles(text);
    await expect(photos.at(3)).toContainText("打不开");
    expect(await barriers(liaison.page)).toEqual([]);
    await photos.key("去掉", 3).press("Enter");
    await expect(photos.all()).toHaveCount(2);
    await expect(photos.group).toContainText("2 张照片都已上传");
    await expect(photos.key("去掉", 2)).toBeFocused();
  });

  await test.step("they are still there after a reload", async () => {
    await liaison.page.reload();
    await expect(photos.all()).toHaveCount(2);
    await expect(photos.at(1)).toContainText("已上传");
    await expect.poll(() => photos.isUpright(1), "shown from the server").toBe(true);
  });

  await tasks.replies(REPLY);
  await expect(tasks.said("反馈已提交，等待审核")).toBeVisible();

  await test.step("the reviewer sees them upright, large by a key, and Escape closes", async () => {
    const ticket = new Ticket(reviewer.page);
    await ticket.opens(order.id);
    const thumb = ticket.told(REPLY.text).getByRole("button", { name: "放大查看现场照片 1/2" });
    const picture = thumb.getByRole("img", { name: "现场照片 1/2" });
    await picture.scrollIntoViewIfNeeded();
    await expect.poll(() => picture.evaluate((img: HTMLImageElement) => [img.naturalWidth, img.naturalHeight])).toEqual([480, 640]);
    const reply = await reviewer.context.request.get((await picture.getAttribute("src"))!);
    expect(reply.headers()["content-type"]).toBe("image/jpeg");
    const bytes = await reply.body();
    expect(bytes.includes(PLACE) || bytes.includes("GPS") || bytes.includes("Exif")).toBe(false);
    await thumb.press("Enter");
    const viewer = reviewer.page.getByRole("dialog", { name: "现场照片 1/2" });
    await expect(viewer).toBeVisible();
    expect(await barriers(reviewer.page)).toEqual([]);
    await reviewer.page.keyboard.press("ArrowRight");
    await expect(reviewer.page.getByRole("dialog", { name: "现场照片 2/2" })).toBeVisible();
    await expect(reviewer.page.getByRole("button", { name: "下一张" })).toBeDisabled();
    await reviewer.page.keyboard.press("Escape");
    await expect(reviewer.page.getByRole("dialog")).toBeHidden();
    await expect(thumb).toBeFocused();
  });

  await test.step("a reply that is sent back has its photos again", async () => {
    await takesAStep(reviewer, order, { verb: "send_back", reason: "请补充说明" });
    await liaison.page.goto(`/tasks/${order.id}`);
    await expect(photos.all()).toHaveCount(2);
    await photos.key("去掉", 1).click();
    await liaison.page.reload();
    await expect(photos.all()).toHaveCount(1);
  });
});
