import { defineConfig, devices } from "@playwright/test";
import { launchOptions } from "./support/chromium.ts";
import type { StoryOptions } from "./support/story.ts";

/**
 * What a page says does not depend on the engine, so that what is told in both languages is told in each once: in Chinese on SQLite and
 * in English on PostgreSQL. CHANGXIAO_WALK=1 adds the other two, and the walk over every page, once, on SQLite, which takes longer than
 * all stories together.
 */
const everything = process.env["CHANGXIAO_WALK"] === "1";
const walk = everything ? [] : ["every-page.spec.ts"];
const english = everything ? [] : /\(en\)/;
const chinese = everything ? [] : /\(zh-CN\)/;

/** Browser stories: each worker has a server and a small city of its own, on SQLite and then on PostgreSQL. */
export default defineConfig<object, StoryOptions>({
  testDir: ".",
  globalSetup: "./support/setup.ts",
  testMatch: "**/*.spec.ts",
  outputDir: "results",
  // One more try, because browser, server and database share two processors; what needed it is reported as flaky.
  retries: 1,
  forbidOnly: process.env["CI"] !== undefined,
  // A browser waits for its server and the server for its browser: two stories side by side keep two processors at work.
  workers: 2,
  // A debug build loads its city within the first story's time, beside a neighbour who does the same.
  timeout: 180_000,
  expect: { timeout: 10_000 },
  reporter: [["list"], ["html", { open: "never", outputFolder: "report" }]],
  use: {
    ...devices["Desktop Chrome"],
    viewport: { width: 1366, height: 768 },
    locale: "zh-CN",
    timezoneId: "Asia/Shanghai",
    actionTimeout: 15_000,
    // Keeping every step of a story that succeeds costs a quarter of its time: the second try keeps them.
    trace: "on-first-retry",
    screenshot: "only-on-failure",
    launchOptions: launchOptions(),
  },
  projects: [
    { name: "sqlite", use: { engine: "sqlite" }, testIgnore: walk, grepInvert: english },
    { name: "postgres", use: { engine: "postgres" }, testIgnore: "every-page.spec.ts", grepInvert: chinese },
  ],
});
