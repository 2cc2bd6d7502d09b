// Signing in: the page, and the dialog that renews a session over whatever is being typed.

import { type Locator, type Page } from "@playwright/test";

import { PASSWORD } from "../world/accounts";

export class Login {
  constructor(readonly page: Page) {}

  async opens(): Promise<void> {
    await this.page.goto("/login");
  }

  heading(): Locator {
    return this.page.getByRole("heading", { name: "朱泾镇城市运行热线工单" });
  }

  /** Comes up where the session has ended under somebody's hands. */
  again(): Locator {
    return this.page.getByRole("dialog", { name: "请重新登录" });
  }

  /** Gives the password once more. */
  async renews(): Promise<void> {
    await this.again().getByLabel("密码", { exact: true }).fill(PASSWORD);
    await this.again().getByRole("button", { name: "登录", exact: true }).click();
  }
}
