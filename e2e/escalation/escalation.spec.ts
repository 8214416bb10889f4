import type { Locator, Page } from "@playwright/test";
import { expectAccessible } from "../support/accessibility.ts";
import { inLanguage, LANGUAGES } from "../support/language.ts";
import { expect, test } from "../support/story.ts";

/** A late case has climbed to the unit's head, who puts it right; the ladder stops there. */
for (const language of LANGUAGES) {
  test(`an escalation reaches the head and stops (${language})`, async ({ person, picture }) => {
    test.setTimeout(120_000);
    const head = await person("unit_head", { language });
    const keeper = await person("system_admin", { language });

    // The head's inbox says what came up; another case in each language, because the story changes it.
    await head.goto("/notices");
    await expectAccessible(head);
    const toHead = inLanguage(language, "升级到主要负责人", "goes up to: Unit head");
    const notices = head.locator("tr", { hasText: toHead });
    const at = LANGUAGES.indexOf(language);
    expect(await notices.count(), "cases that climbed to the head").toBeGreaterThan(at);
    await picture(head, `inbox-${language}`);
    const link = notices.nth(at).locator('a[href^="/cases/"]');
    const address = (await link.getAttribute("href")) ?? "";
    await link.click();
    await expect(head).toHaveURL(new RegExp(`${address}$`));

    // Each level stands in the timeline once, and none above the top.
    const before = await climbs(head, language);
    expect(before.length).toBeGreaterThanOrEqual(4);
    expect(before.length).toBeLessThanOrEqual(5);
    expect(new Set(before).size).toBe(before.length);
    await picture(head, `climbed-${language}`);

    // The head takes it on and reports it done: the clock stops.
    const acceptance = head.locator('form[action$="/acceptance"]');
    if ((await acceptance.count()) > 0) await send(await open(head, "acceptance"));
    const result = await open(head, "result");
    await result.locator("textarea[name=text]").fill("已督促处置完毕 / put right");
    const after = await head.screenshot({ type: "jpeg", quality: 55 });
    await result.locator("input[type=file]").setInputFiles({ name: "after.jpg", mimeType: "image/jpeg", buffer: after });
    await send(result);

    // The administrator lets the sweep run at once.
    await keeper.goto("/jobs");
    await expectAccessible(keeper);
    const sweep = keeper.locator("tr", { hasText: inLanguage(language, "逾期升级扫描", "Escalation sweep") });
    await picture(keeper, `jobs-${language}`);
    await send(sweep.locator('form[action$="/retry"]'));
    await keeper.waitForTimeout(2_500);
    await keeper.reload();
    await expect(sweep).toHaveCount(1);

    // It has not climbed any further.
    await head.goto(address);
    expect(await climbs(head, language)).toEqual(before);
    await expectAccessible(head);

    // The ladder says why.
    await head.goto("/escalation");
    await expectAccessible(head);
    await expect(head.locator(".cx-detail-side tbody tr")).toHaveCount(5);
    await picture(head, `ladder-${language}`);
  });

  test(`a person chooses channels and enters an absence (${language})`, async ({ person, picture }) => {
    const handler = await person("handler", { language });
    await handler.goto("/notices/channels");
    await expectAccessible(handler);
    await handler.locator("input[name=address]").fill("chengban@example.gov.cn");
    await handler.locator('input[name=mailed][value="dispatched"]').check();
    await send(handler.locator('form[action="/notices/channels"]'));
    await expect(handler.locator("input[name=address]")).toHaveValue("chengban@example.gov.cn");
    await expect(handler.locator('input[name=mailed][value="dispatched"]')).toBeChecked();
    await picture(handler, `channels-${language}`);

    await handler.goto("/absences");
    await expectAccessible(handler);
    await handler.locator("input[name=first]").fill("2099-01-05");
    await handler.locator("input[name=last]").fill("2099-01-09");
    await send(handler.locator('form[action="/absences"]'));
    await expect(handler.locator("td", { hasText: "2099-01-05" })).toHaveCount(1);
    await picture(handler, `absence-${language}`);
    await handler.locator('form[action^="/absences/"] button').click();
    await handler.locator("#cx-confirm button[value=yes]").click();
    await expect(handler.locator("td", { hasText: "2099-01-05" })).toHaveCount(0);
  });
}

/** The lines of the timeline that say to whom the case went up. */
async function climbs(page: Page, language: "zh-CN" | "en"): Promise<string[]> {
  const words = inLanguage(language, "升级到", "goes up to:");
  const lines = await page.locator(".cx-timeline .cx-detail-line, .cx-timeline li p").allInnerTexts();
  return lines.filter((line) => line.includes(words)).map((line) => line.split(words)[1]?.split(/[，,；]/)[0]?.trim() ?? "");
}

async function open(page: Page, action: string): Promise<Locator> {
  const found = page.locator(`form[action$="/${action}"]`).first();
  await found.waitFor({ state: "attached" });
  await found.evaluate((node) => {
    const details = node.closest("details");
    if (details) details.open = true;
  });
  return found;
}

async function send(form: Locator): Promise<void> {
  const page = form.page();
  await Promise.all([page.waitForEvent("load"), form.locator("button").last().click()]);
  await expect(page.locator(".cx-notice-failed")).toHaveCount(0);
}
