import type { Locator, Page } from "@playwright/test";
import { expectAccessible } from "../support/accessibility.ts";
import { inLanguage, LANGUAGES } from "../support/language.ts";
import { expect, test } from "../support/story.ts";

/** The heads at whom the ladder may end: that of the unit, and where the unit belongs to a group, that of the group. */
const TOP = { "zh-CN": ["主要负责人", "组长"], en: ["Unit head", "Group leader"] };

for (const language of LANGUAGES) {
  test(`a case that nobody takes up climbs to the head of its unit and stops (${language})`, async ({ person, picture }) => {
    test.setTimeout(120_000);
    const leader = await person("leader", { language });
    const keeper = await person("system_admin", { language });

    // The ladder with its five levels, and what has climbed it.
    await leader.goto("/escalation");
    await expectAccessible(leader);
    await expect(leader.locator(".cx-detail-side tbody tr")).toHaveCount(5);
    await picture(leader, `ladder-${language}`);
    // One case of the demonstration lies with its unit for more than three times its limit.
    const heads = TOP[language];
    const top = leader.locator(".cx-detail-main tr[data-href]").filter({ hasText: new RegExp(heads.join("|")) });
    const address = (await top.first().getAttribute("data-href")) ?? "";
    await leader.goto(address);
    const before = await climbs(leader, language);
    expect(before.length).toBeGreaterThan(2);
    expect(new Set(before).size, "each level once").toBe(before.length);
    expect(before.filter((rung) => heads.includes(rung)), "up to the head").not.toEqual([]);
    await picture(leader, `climbed-${language}`);

    // The administrator lets the sweep run at once.
    await keeper.goto("/jobs");
    await expectAccessible(keeper);
    await picture(keeper, `jobs-${language}`);
    const sweep = keeper.locator("tr", { hasText: inLanguage(language, "逾期升级扫描", "Escalation sweep") });
    await send(sweep.locator('form[action$="/retry"]'));
    await keeper.waitForTimeout(2_500);
    await leader.goto(address);
    expect(await climbs(leader, language)).toEqual(before);
    await keeper.goto("/webhooks");
    await expectAccessible(keeper);
    await picture(keeper, `webhooks-${language}`);
    await leader.goto("/notices");
    await expectAccessible(leader);
    await picture(leader, `inbox-${language}`);
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

async function send(form: Locator): Promise<void> {
  const page = form.page();
  await Promise.all([page.waitForEvent("load"), form.locator("button").last().click()]);
  await expect(page.locator(".cx-notice-failed")).toHaveCount(0);
}
