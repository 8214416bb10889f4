import { defineConfig } from "@playwright/test";
import stories from "./playwright.config.ts";
import type { StoryOptions } from "./support/story.ts";

/** Pictures of every page, for people to look at: `cargo xtask pages`. */
export default defineConfig<object, StoryOptions>({
  ...stories,
  testMatch: "pages.shots.ts",
  timeout: 600_000,
  outputDir: "pages-results",
  reporter: [["list"]],
  // A recording of every step would take longer than the pictures.
  use: { ...stories.use, trace: "off" },
  // What a page looks like does not depend on the engine.
  projects: [{ name: "pages", use: { engine: "sqlite" } }],
});
