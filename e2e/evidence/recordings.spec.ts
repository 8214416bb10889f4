import { fileURLToPath } from "node:url";
import { expectAccessible, expectNoSidewaysScroll } from "../support/accessibility.ts";
import { LANGUAGES } from "../support/language.ts";
import { expect, test } from "../support/story.ts";

const sample = (name: string) => fileURLToPath(new URL(`../../crates/files/tests/recordings/${name}`, import.meta.url));

for (const language of LANGUAGES) {
  test(`a recording is brought once and played in the page (${language})`, async ({ person, picture }) => {
    const office = await person("office", { language });
    const brought = async (name: string, caption: string) => {
      await office.goto("/evidence/new");
      await office.setInputFiles("input[name=file-1]", sample(name));
      await office.fill("input[name=caption-1]", caption);
      await office.locator("form.cx-form .cx-btn-primary").click();
      await expect(office).toHaveURL(/\/evidence\/\d+$/);
    };
    for (const [name, player] of [
      ["film.mp4", "video"],
      ["film.webm", "video"],
      ["voice.mp3", "audio"],
      ["voice.m4a", "audio"],
      ["voice.wav", "audio"],
    ] as const) {
      await brought(name, `2026年6月，新华西路夜市 ${name}`);
      const media = office.locator(`section.cx-card ${player}`);
      await expect(media).toBeVisible();
      // The head is there, and it plays from the middle on: the part that is asked for comes, and nothing of it is refused.
      await expect.poll(() => media.evaluate((one: HTMLMediaElement) => one.duration)).toBeGreaterThan(0.5);
      await media.evaluate((one: HTMLMediaElement) => {
        one.muted = true;
        one.currentTime = one.duration / 2;
        return one.play();
      });
      await expect.poll(() => media.evaluate((one: HTMLMediaElement) => one.ended || one.currentTime > one.duration / 2)).toBe(true);
      expect(await media.evaluate((one: HTMLMediaElement) => one.error)).toBeNull();
      await expectAccessible(office);
      await expectNoSidewaysScroll(office);
      await picture(office, `${name}-${language}`);
    }
  });
}
