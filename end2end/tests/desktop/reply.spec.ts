// A liaison replies at a desk: pictures are dropped and pasted, put in order, and there after a reload.

import { barriers } from "../../pages/barriers";
import { press } from "../../pages/keys";
import { PhotosOfReply } from "../../pages/tasks";
import { Ticket } from "../../pages/ticket";
import { expect, test } from "../../world";
import { takesAPhoto } from "../../world/camera";
import { brings } from "../../world/clipboard";
import { sendsTo, takesACall, takesAStep } from "../../world/orders";

const TEXT = "已到现场处理，见照片。";

test("photos are dropped, pasted and put in order, and nothing is lost by a reload", async ({ world }) => {
  const [operator, reviewer, liaison] = [
    await world.person("jiexian"),
    await world.person("shenhe"),
    await world.person("wanan", "desktop"),
  ];
  const order = await sendsTo(reviewer, await takesACall(operator), "wanan");
  await takesAStep(liaison, order, { verb: "sign" });
  const { page } = liaison;
  const ticket = new Ticket(page);
  await ticket.opens(order.id);
  let form = await ticket.begins("反馈");
  let photos = new PhotosOfReply(form.getByRole("group", { name: "现场照片" }));

  await test.step("a file that is dropped on the form is taken, and one beside it opens nothing", async () => {
    await brings(page.getByRole("heading", { name: "流转记录" }), "drop", [await takesAPhoto(page, "0.jpg")]);
    await expect(photos.all()).toHaveCount(0);
    await brings(photos.group, "dragover", [await takesAPhoto(page, "1.jpg")]);
    await expect(photos.group).toHaveClass(/photos--over/);
    await brings(photos.group, "drop", [await takesAPhoto(page, "1.jpg")]);
    await expect(photos.group).not.toHaveClass(/photos--over/);
    await expect(photos.at(1)).toContainText("已上传");
  });

  await test.step("a picture is pasted; words that come with one are words", async () => {
    const text = form.getByRole("textbox");
    await brings(text, "paste", [await takesAPhoto(page, "2.jpg")], "一张表");
    await brings(text, "paste", [await takesAPhoto(page, "3.jpg")]);
    await expect(photos.at(2)).toContainText("已上传");
    await expect(photos.all()).toHaveCount(2);
    await text.fill(TEXT);
    await press(form, "事实认定", "属实");
    expect(await barriers(page)).toEqual([]);
  });

  await test.step("all of it is still there after a reload", async () => {
    await ticket.opens(order.id);
    form = await ticket.begins("反馈");
    photos = new PhotosOfReply(form.getByRole("group", { name: "现场照片" }));
    await expect(photos.all()).toHaveCount(2);
    await expect(form.getByRole("textbox")).toHaveValue(TEXT);
    await expect(form.getByRole("radio", { name: "属实", exact: true })).toBeChecked();
  });

  await test.step("the arrows put a photo elsewhere, and the story tells them in that order", async () => {
    const [first, second] = await photos.addresses();
    await photos.key("后移", 1).press("ArrowRight");
    await expect(photos.group.getByRole("status").first()).toHaveText("现在是第 2 张，共 2 张");
    await expect(photos.key("后移", 2)).toBeFocused();
    await press(form, "诉求认定", "合理");
    await press(form, "处理结果", "实际解决");
    await press(form, "答复来电人的方式", "上门");
    await form.getByRole("button", { name: "反馈", exact: true }).click();
    await expect(form).toBeHidden();
    const shown = ticket.told(TEXT).getByRole("img", { name: /^现场照片/ });
    await expect(shown).toHaveCount(2);
    const order = await shown.evaluateAll((images) => images.map((image) => image.getAttribute("src")));
    const id = (address?: string | null) => address?.split("/").pop();
    expect(order.map(id)).toEqual([second, first].map(id));
  });
});
