// The screens of the trade. A test runs on its project's; a person in it may sit at another one.

import type { BrowserContextOptions } from "@playwright/test";

export const devices = {
  tablet: { viewport: { width: 1180, height: 820 }, hasTouch: true },
  phone: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
  desktop: { viewport: { width: 1440, height: 900 } },
  wall: { viewport: { width: 1920, height: 1080 } },
} satisfies Record<string, BrowserContextOptions>;

export type Device = keyof typeof devices;
