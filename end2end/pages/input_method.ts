// An input method, as browsers hear of one: letters that are being composed, keys that belong to it
// (229 and no character), and the words that come of it.

import { type CDPSession, type Page } from "@playwright/test";

/** The key code of a key that the input method has taken. */
const TAKEN = 229;
const CONTROL = 2;

export class InputMethod {
  private constructor(private readonly keyboard: CDPSession) {}

  static async of(page: Page): Promise<InputMethod> {
    return new InputMethod(await page.context().newCDPSession(page));
  }

  /** Letters that stand in the field and may still become anything. */
  async composes(letters: string): Promise<void> {
    const end = letters.length;
    await this.keyboard.send("Input.imeSetComposition", { text: letters, selectionStart: end, selectionEnd: end });
  }

  /** Enter while composing, which takes the letters as they are and means nothing to the page. */
  async enter(held?: "Control"): Promise<void> {
    const modifiers = held ? CONTROL : 0;
    const key = { key: "Enter", code: "Enter", windowsVirtualKeyCode: TAKEN, modifiers };
    await this.keyboard.send("Input.dispatchKeyEvent", { type: "rawKeyDown", ...key });
    await this.keyboard.send("Input.dispatchKeyEvent", { type: "keyUp", ...key });
  }

  /** The words that were meant take the place of the letters. */
  async commits(words: string): Promise<void> {
    await this.keyboard.send("Input.insertText", { text: words });
  }
}
