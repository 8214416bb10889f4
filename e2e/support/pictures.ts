import { type Page, test } from "@playwright/test";

/** Takes a picture of the whole page into the story's results where CHANGXIAO_STORY_PICTURES=1 asks for them. */
export async function takePicture(page: Page, name: string): Promise<void> {
  if (process.env["CHANGXIAO_STORY_PICTURES"] !== "1") return;
  const story = test.info();
  const path = story.outputPath(`${name}.png`);
  await page.screenshot({ path, fullPage: true, animations: "disabled" });
  await story.attach(name, { path, contentType: "image/png" });
}
