// What a phone's camera makes: a JPEG that lies on its side, and says where it was taken.

import type { Page } from "@playwright/test";

/** The place that no photo may tell: 30.8977° north. */
export const PLACE = "GPSLatitude";

/** A picture in the browser's own encoding, wider than high, with a red edge at what is its top when turned. */
async function drawn(page: Page, width: number, height: number): Promise<Buffer> {
  const encoded = await page.evaluate(
    ([width, height]) => {
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = [width, height];
      const pen = canvas.getContext("2d")!;
      pen.fillStyle = "#9fb8c0";
      pen.fillRect(0, 0, width, height);
      pen.fillStyle = "#c03020";
      pen.fillRect(0, 0, width / 8, height);
      return canvas.toDataURL("image/jpeg", 0.9).split(",")[1]!;
    },
    [width, height] as const,
  );
  return Buffer.from(encoded, "base64");
}

/** An Exif segment: to be turned by a quarter (6), and a position. */
function exif(): Buffer {
  const field = (tag: number, kind: number, count: number, value: number) => {
    const bytes = Buffer.alloc(12);
    bytes.writeUInt16BE(tag, 0);
    bytes.writeUInt16BE(kind, 2);
    bytes.writeUInt32BE(count, 4);
    bytes.writeUInt32BE(value, 8);
    return bytes;
  };
  const words = Buffer.from(`${PLACE} 30.8977\0`);
  const tiff = Buffer.concat([
    Buffer.from("MM\0*\0\0\0\x08\0\x02", "latin1"),
    field(0x0112, 3, 1, 6 << 16),
    field(0x010e, 2, words.length, 38),
    Buffer.alloc(4),
    words,
  ]);
  const content = Buffer.concat([Buffer.from("Exif\0\0"), tiff]);
  const head = Buffer.from([0xff, 0xe1, 0, 0]);
  head.writeUInt16BE(content.length + 2, 2);
  return Buffer.concat([head, content]);
}

/** A photo for an `<input type=file>`; shown upright it is higher than wide. */
export async function takesAPhoto(page: Page, name = "IMG_0001.jpg", [width, height] = [640, 480]) {
  const plain = await drawn(page, width!, height!);
  const buffer = Buffer.concat([plain.subarray(0, 2), exif(), plain.subarray(2)]);
  return { name, mimeType: "image/jpeg", buffer };
}
