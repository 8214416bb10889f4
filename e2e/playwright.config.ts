import { defineConfig, devices } from "@playwright/test";
import { launchOptions } from "./support/chromium.ts";
import type { StoryOptions } from "./support/story.ts";

/** Browser stories: each worker has a server and a small city of its own, on SQLite and then on PostgreSQL. */
export default defineConfig<object, StoryOptions>({
  testDir: ".",
  testMatch: "**/*.spec.ts",
  outputDir: "results",
  // What fails once fails: a story that passes at the second try hides a race from us and not from people.
  retries: 0,
  forbidOnly: process.env["CI"] !== undefined,
  // A debug build loads its city within the first story's time.
  timeout: 120_000,
  expect: { timeout: 10_000 },
  reporter: [["list"], ["html", { open: "never", outputFolder: "report" }]],
  use: {
    ...devices["Desktop Chrome"],
    viewport: { width: 1366, height: 768 },
    locale: "zh-CN",
    timezoneId: "Asia/Shanghai",
    actionTimeout: 15_000,
    trace: "retain-on-failure",
    screenshot: "only-on-failure",
    launchOptions: launchOptions(),
  },
  projects: [
    { name: "sqlite", use: { engine: "sqlite" } },
    { name: "postgres", use: { engine: "postgres" } },
  ],
});
