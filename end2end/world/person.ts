// A person at a screen: a browser context of their own, so that several work at once.

import { randomUUID } from "node:crypto";

import { type APIResponse, type BrowserContext, type Page, expect } from "@playwright/test";

import { type Account, PASSWORD } from "./accounts";

export class Person {
  constructor(
    readonly name: Account,
    readonly context: BrowserContext,
    readonly page: Page,
  ) {}

  /** Signs in without a screen, for stories that are about something else. */
  async signsInQuietly(): Promise<void> {
    const reply = await this.context.request.post("/api/session", {
      data: { name: this.name, password: PASSWORD },
    });
    expect(reply.status(), `${this.name} signs in`).toBe(200);
  }

  /** Signs in as people do, and waits until the login has gone. */
  async signsIn(): Promise<void> {
    await this.page.goto("/login");
    await this.page.getByLabel("用户名", { exact: true }).fill(this.name);
    await this.page.getByLabel("密码", { exact: true }).fill(PASSWORD);
    await this.page.getByRole("button", { name: "登录", exact: true }).click();
    await expect(this.page).not.toHaveURL(/\/login/);
  }

  /** Reads from the API as this person. */
  async reads<Reply>(path: string): Promise<Reply> {
    return replyOf<Reply>(await this.context.request.get(path));
  }

  /** Does something by the API, under a key of its own; what is refused fails the test. */
  async posts<Reply>(path: string, body: unknown): Promise<Reply> {
    const headers = { "Idempotency-Key": randomUUID() };
    return replyOf<Reply>(await this.context.request.post(path, { data: body, headers }));
  }
}

async function replyOf<Reply>(reply: APIResponse): Promise<Reply> {
  const text = await reply.text();
  expect(reply.ok(), `${reply.url()} answered ${reply.status()}: ${text}`).toBe(true);
  return JSON.parse(text) as Reply;
}
