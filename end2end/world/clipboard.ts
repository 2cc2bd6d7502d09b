// What comes from another window: files that are dragged over, let go or pasted.

import type { Locator } from "@playwright/test";

interface Brought {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

/** Brings files to an element, with the words that may come with them. */
export async function brings(to: Locator, by: "dragover" | "drop" | "paste", files: Brought[], words?: string): Promise<void> {
  const plain = files.map(({ name, mimeType, buffer }) => ({ name, mimeType, bytes: buffer.toString("base64") }));
  await to.evaluate(
    (element, { by, plain, words }) => {
      const carrier = new DataTransfer();
      for (const { name, mimeType, bytes } of plain) {
        const content = Uint8Array.from(atob(bytes), (letter) => letter.charCodeAt(0));
        carrier.items.add(new File([content], name, { type: mimeType }));
      }
      if (words) carrier.setData("text/plain", words);
      const init = { bubbles: true, cancelable: true };
      const event =
        by === "paste"
          ? new ClipboardEvent(by, { ...init, clipboardData: carrier })
          : new DragEvent(by, { ...init, dataTransfer: carrier });
      element.dispatchEvent(event);
    },
    { by, plain, words },
  );
}
