// A finger on the glass, as the browser itself hears it.

import { type CDPSession, type Page } from "@playwright/test";

export class Finger {
  private constructor(
    private readonly session: CDPSession,
    private y: number,
  ) {}

  /** Comes down in the middle of the page. */
  static async at(page: Page, y: number): Promise<Finger> {
    const finger = new Finger(await page.context().newCDPSession(page), y);
    await finger.does("touchStart");
    return finger;
  }

  /** Moves down, or up where `by` is negative, in small steps. */
  async moves(by: number): Promise<void> {
    const end = this.y + by;
    while (this.y !== end) {
      const step = Math.min(20, Math.abs(end - this.y));
      this.y += Math.sign(by) * step;
      await this.does("touchMove");
    }
  }

  async lifts(): Promise<void> {
    await this.session.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
  }

  private async does(type: "touchStart" | "touchMove"): Promise<void> {
    await this.session.send("Input.dispatchTouchEvent", { type, touchPoints: [{ x: 180, y: this.y }] });
  }
}
