import { expect, type Page } from "@playwright/test";
import { inLanguage, type Language } from "./language.ts";

/** Opens the menu at the person's post, with posts, language, password and the way out. */
export async function openPersonMenu(page: Page): Promise<void> {
  const menu = page.locator("details.cx-post");
  if (!(await menu.evaluate((details: HTMLDetailsElement) => details.open))) await menu.locator("summary").click();
}

export async function signOut(page: Page, language: Language = "zh-CN"): Promise<void> {
  await openPersonMenu(page);
  await page.getByRole("button", { name: inLanguage(language, "退出", "Sign out"), exact: true }).click();
  await expect(page.locator("input[name=password]")).toBeVisible();
}

/** Acts from now on through another of the person's posts; `label` is a part of what the menu calls it. */
export async function switchPost(page: Page, label: string): Promise<void> {
  await openPersonMenu(page);
  await page.getByRole("button", { name: label }).click();
  await expect(page.locator("details.cx-post > summary")).toContainText(label);
}
