import { expect, type Page } from "@playwright/test";

export type Language = "zh-CN" | "en";
export const LANGUAGES: readonly Language[] = ["zh-CN", "en"];

/** The one of two texts that the language wants: `inLanguage(language, "登录", "Sign in")`. */
export function inLanguage(language: Language, chinese: string, english: string): string {
  return language === "zh-CN" ? chinese : english;
}

/** Turns a page without a menu (sign-in, errors) to the language with the button that people use. */
export async function speak(page: Page, language: Language): Promise<void> {
  const root = page.locator("html");
  if ((await root.getAttribute("lang")) !== language) {
    await page.getByRole("button", { name: inLanguage(language, "中文", "English"), exact: true }).click();
  }
  await expect(root).toHaveAttribute("lang", language);
}

/** Whether the same story was told before in the same city: only where every language is told on every engine (`playwright.config.ts`). */
export function isToldAgain(language: Language): boolean {
  return language === "en" && process.env["CHANGXIAO_WALK"] === "1";
}
