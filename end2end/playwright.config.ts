// The desk is tried as people use it: the release binary with the demo's winter in it, standing still,
// and a browser of each size. Run by `cargo xtask test`, which builds the binary first.

import path from "node:path";

import { defineConfig } from "@playwright/test";

import { devices } from "./world/devices";

const root = path.join(__dirname, "..");
const port = Number(process.env.XINQIAO_END2END_PORT ?? 8931);
const address = `http://127.0.0.1:${port}`;

const project = (name: keyof typeof devices) => ({
  name,
  testMatch: [`**/tests/${name}/**/*.spec.ts`, "**/tests/every/**/*.spec.ts"],
  use: devices[name],
});

export default defineConfig({
  testDir: "tests",
  outputDir: path.join(root, "target/end2end/results"),
  reporter: process.env.CI ? [["list"], ["github"]] : "list",
  // All tests share one desk, and its figures are part of what they look at: one after the other.
  workers: 1,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  use: {
    baseURL: address,
    locale: "zh-CN",
    timezoneId: "Asia/Shanghai",
    serviceWorkers: "block",
    trace: "retain-on-failure",
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: process.env.XINQIAO_CHROMIUM ?? "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
  projects: [project("tablet"), project("phone"), project("desktop"), project("wall")],
  webServer: {
    command: `exec target/release/xinqiao demo --still --fresh --data target/end2end/data --listen 127.0.0.1:${port}`,
    cwd: root,
    url: `${address}/readyz`,
    // A desk that somebody left running would be tried in place of the one just built.
    reuseExistingServer: false,
    timeout: 120_000,
    stderr: "pipe",
    gracefulShutdown: { signal: "SIGTERM", timeout: 15_000 },
  },
});
