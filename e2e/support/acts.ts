import { expect, type Locator, type Page } from "@playwright/test";

/** The form of one action on a case, opened in whatever menu it stands. */
export async function form(page: Page, action: string): Promise<Locator> {
  const found = page.locator(`form[action$="/${action}"]`).first();
  await found.waitFor({ state: "attached" });
  await found.evaluate((node) => {
    for (let at = node.closest("details"); at; at = at.parentElement?.closest("details") ?? null) at.open = true;
  });
  return found;
}

/** Presses a button or follows a link, and waits for the page that answers: a click by itself returns while the old page still stands. */
export async function press(button: Locator): Promise<void> {
  await Promise.all([button.page().waitForEvent("load"), button.click()]);
}

/** The same with a finger. */
export async function tap(button: Locator): Promise<void> {
  await Promise.all([button.page().waitForEvent("load"), button.tap()]);
}

/** Takes a step of a matter by the form beside its facts, opened in whatever menu it stands, sent with what is filled in. */
export async function step(page: Page, action: string, texts: Record<string, string> = {}): Promise<void> {
  const form = page.locator("form", { has: page.locator(`input[name=action][value="${action}"]`) }).first();
  await form.evaluate((node) => {
    for (let at = node.closest("details"); at; at = at.parentElement?.closest("details") ?? null) at.open = true;
  });
  for (const [name, text] of Object.entries(texts)) await form.locator(`[name="${name}"]`).fill(text);
  await press(form.locator("button"));
  await expect(page.locator(".cx-notice-failed")).toHaveCount(0);
}

/** Presses its button, or the one with that value, and waits for the page that answers; nothing was refused. */
export async function send(form: Locator, value?: string): Promise<void> {
  const page = form.page();
  const button = value === undefined ? form.locator("button").last() : form.locator(`button[value="${value}"]`);
  await press(button);
  await expect(page.locator(".cx-notice-failed")).toHaveCount(0);
}

/** Somebody who may reports a problem by hand, in the first division of the form; answers with the number of the case. */
export async function report(page: Page, text: string): Promise<string> {
  await page.goto("/cases/new");
  const form = page.locator('form[action="/cases/new"]');
  await form.locator("select[name=category]").selectOption("E0405");
  const division = form.locator("select[name=division]");
  const first = division.locator("option:not([value=''])").first();
  await division.selectOption((await first.getAttribute("value")) ?? "");
  await form.locator("textarea[name=text]").fill(text);
  await Promise.all([page.waitForURL(/\/cases\/[^/]*\d/), form.locator("button.cx-btn-primary").click()]);
  return new URL(page.url()).pathname.split("/").pop() ?? "";
}

/** The unit of a person as the own page names it: `芗城区城管局` of "芗城区城管局 · 承办岗". */
export async function ownUnit(page: Page): Promise<string> {
  const post = (await page.locator(".cx-post summary .cx-desk").first().textContent()) ?? "";
  return post.split(" · ")[0]?.trim() ?? "";
}

/** Score and rank on the page that says why; both empty where nothing was due yet. `month` is 2026-11. */
export async function standing(page: Page, unitCode: string, month: string): Promise<{ score: string; rank: string }> {
  await page.goto(`/scores/${month}/units/${unitCode}`);
  const figures = page.locator(".cx-score-head .cx-figures > div");
  const score = (await figures.first().locator("dd").first().innerText()).trim();
  const rank = (await figures.count()) > 1 ? (await figures.nth(1).locator("dd").first().innerText()).trim() : "";
  return { score, rank };
}
