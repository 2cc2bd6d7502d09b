// The whole job: a caller rings, six people at five screens do their part, and the order is closed.
// All the while the operator is typing the next call.

import { Board } from "../../pages/board";
import { Callback } from "../../pages/callback";
import { Intake } from "../../pages/intake";
import { Tasks } from "../../pages/tasks";
import { Wall } from "../../pages/wall";
import { expect, test } from "../../world";
import { newAddress } from "../../world/orders";

const WITHIN_A_SECOND = { timeout: 1_000 };
const BURST = "二楼门面房屋水管爆裂，积水严重，已经漏到楼下，请马上派人来修。";
/** What the second caller says, piece by piece. */
const SECOND = ["我住在", "东林街，", "昨天晚上开始", "路灯全都", "不亮了，", "老人出门很不方便。"];

test("an order goes from the caller to closed, and every screen follows", async ({ world }) => {
  test.setTimeout(180_000);
  const operator = await world.person("jiexian");
  const reviewer = await world.person("shenhe", "desktop");
  const liaison = await world.person("wanan", "phone");
  const surveyor = await world.person("huifang", "desktop");
  const screen = await world.person("daping", "wall");
  const intake = new Intake(operator);
  const board = new Board(reviewer.page);
  const tasks = new Tasks(liaison.page);
  const callback = new Callback(surveyor.page);
  const wall = new Wall(screen.page);
  const pieces = SECOND.values();
  /** The second caller says a little more, while somebody else is at work. */
  const operatorTypesOn = async () => operator.page.keyboard.type(pieces.next().value ?? "");

  await intake.opens();
  await board.opens();
  await tasks.opens();
  await callback.opens();
  await wall.opens();
  const [accepted, open, closed] = [await wall.count("今日受理"), await wall.count("在办"), await wall.count("今日办结")];
  const counted = {
    toReview: await board.count("待审核"),
    toDispatch: await board.count("待派单"),
    toSign: await board.count("待签收"),
    handling: await board.count("处置中"),
    toCheck: await board.count("待审反馈"),
    toCallBack: await board.count("待回访"),
    toClose: await board.count("待结案"),
    closed: await board.count("已结案"),
  };
  const address = newAddress("公园路");

  await intake.types({ phone: "138 1234 5678", name: "王秀英", content: BURST, address, nature: 2 });
  await expect(intake.nature(2)).toHaveAccessibleName("2 求助");
  await intake.choosesUrgency("紧急");
  await intake.acceptsByKeyboard();
  const number = await intake.number();
  await expect(wall.digits("今日受理")).toHaveText(String(accepted + 1), WITHIN_A_SECOND);
  await expect(wall.digits("在办")).toHaveText(String(open + 1), WITHIN_A_SECOND);
  await board.expectCount("待审核", counted.toReview + 1);
  await board.brings(number);
  await expect(board.cardIn("待审核", number)).toContainText("紧急");

  await intake.goesOn();
  await operatorTypesOn();

  await board.acts(number, "审核通过");
  await board.sees("待派单", number);
  await board.expectCount("待审核", counted.toReview);
  await board.expectCount("待派单", counted.toDispatch + 1);
  await operatorTypesOn();

  await board.begins(number, "派单");
  await board.leads(number, "wanan", "万安居委会");
  await board.assists(number, "新景", "新景物业", "关阀止水，清理楼道积水");
  await board.sends(number, "派单");
  await expect(board.menu(number)).toBeHidden();
  await board.expectCount("待派单", counted.toDispatch);
  await board.expectCount("待签收", counted.toSign + 1);
  await board.brings(number);
  await expect(board.cardIn("待签收", number)).toContainText("万安居委会");
  await operatorTypesOn();

  await tasks.goesTo("待签收");
  await tasks.row(address).getByRole("button", { name: "签收" }).click();
  await expect(tasks.said(`已签收 ${number}`)).toBeVisible();
  await board.expectCount("处置中", counted.handling + 1);
  await operatorTypesOn();

  await tasks.goesTo("待联系");
  await tasks.reads(address);
  await expect(tasks.order()).toContainText(BURST);
  await expect(tasks.caller()).toContainText("王**");
  await expect(tasks.caller()).not.toContainText("王秀英");
  await tasks.caller().getByRole("button", { name: "查看号码" }).click();
  await expect(tasks.caller()).toContainText("王秀英");
  await expect(tasks.caller().getByRole("link", { name: "拨打 138 1234 5678" })).toHaveAttribute("href", "tel:13812345678");
  await tasks.rang("已接通");
  await expect(tasks.said("已记下：已联系上")).toBeVisible();
  await tasks.replies({
    facts: "属实",
    demand: "合理",
    result: "实际解决",
    method: "上门",
    text: "已关阀止水并更换爆裂水管，积水清理完毕，已当面告知来电人。",
  });
  await expect(tasks.said("反馈已提交，等待审核")).toBeVisible();
  await board.expectCount("处置中", counted.handling);
  await board.expectCount("待审反馈", counted.toCheck + 1);
  await operatorTypesOn();

  await board.acts(number, "通过");
  await board.expectCount("待审反馈", counted.toCheck);
  await board.expectCount("待回访", counted.toCallBack + 1);

  await callback.takes(number);
  await expect(callback.answer()).toContainText("更换爆裂水管");
  await callback.hears({ solved: "已解决", satisfaction: "满意", words: "修得很快，谢谢。" });
  await expect(callback.said(`${number} 回访完成，转待结案`)).toBeVisible();
  await board.expectCount("待结案", counted.toClose + 1);
  await callback.closes();
  await expect(callback.said(`${number} 已结案`)).toBeVisible();
  await board.expectCount("待回访", counted.toCallBack);
  await board.expectCount("待结案", counted.toClose);
  await board.expectCount("已结案", counted.closed + 1);
  await board.sees("已结案", number);
  await expect(wall.digits("今日办结")).toHaveText(String(closed + 1));
  await expect(wall.digits("在办")).toHaveText(String(open));
  await operatorTypesOn();

  await expect(intake.content()).toBeFocused();
  await expect(intake.content()).toHaveValue(SECOND.join(""));
});
