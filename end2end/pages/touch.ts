// Fingers, as the browser's own protocol moves them: Playwright's only tap.

import { type CDPSession, type Page } from "@playwright/test";

interface Point {
  x: number;
  y: number;
}

export class Finger {
  private constructor(private readonly session: CDPSession) {}

  static async on(page: Page): Promise<Finger> {
    return new Finger(await page.context().newCDPSession(page));
  }

  async down(at: Point): Promise<void> {
    await this.send("touchStart", [at]);
  }

  /** Moves in steps, as a finger does. */
  async moves(from: Point, to: Point, steps = 8): Promise<void> {
    for (let step = 1; step <= steps; step += 1) {
      const part = step / steps;
      await this.send("touchMove", [{ x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part }]);
    }
  }

  async up(): Promise<void> {
    await this.send("touchEnd", []);
  }

  /** The browser takes the finger away, as for a call that comes in. */
  async isLost(): Promise<void> {
    await this.send("touchCancel", []);
  }

  private async send(type: "touchStart" | "touchMove" | "touchEnd" | "touchCancel", touchPoints: Point[]): Promise<void> {
    await this.session.send("Input.dispatchTouchEvent", { type, touchPoints });
  }
}
