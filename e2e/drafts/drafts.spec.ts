import type { Page } from "@playwright/test";
import { press } from "../support/acts.ts";
import { expectAccessible, expectNoSidewaysScroll } from "../support/accessibility.ts";
import { inLanguage, LANGUAGES } from "../support/language.ts";
import { expect, test } from "../support/story.ts";

const DRAFT =
  "长效机制实施意见\n（征求意见稿）\n第一条　为巩固创建成果，制定本意见。\n第二条　行业部门每月检查一次。\n第三条　镇街负责属地日常巡查。\n第四条　本意见自印发之日起施行。";

async function look(page: Page): Promise<void> {
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
}

async function send(page: Page): Promise<void> {
  await press(page.locator("form.cx-form .cx-btn-primary"));
}

for (const language of LANGUAGES) {
  test(`a draft, its comments and the text as adopted (${language})`, async ({ person, picture, city }) => {
    test.setTimeout(240_000);
    const unitOf = (login: string) => city.signIns.find((signIn) => signIn.login === login)?.unit ?? "";
    const office = await person("office", { language });
    await office.goto("/matters/new?procedure=draft");
    await look(office);
    await office.locator("input[name=title]").fill("长效机制实施意见（征求意见稿）");
    await office.locator("textarea[name=text]").fill(DRAFT);
    await office.locator("textarea[name=note]").fill("说明：分行业和属地落实责任。");
    await office.locator("input[name=ends]").fill("2099-12-31");
    await office.locator("textarea[name=units]").fill(`${unitOf("handler")}\n${unitOf("town")}`);
    await picture(office, `publish-${language}`);
    await send(office);
    await expect(office).toHaveURL(/\/matters\/M\d{6}-\d+$/);
    const whole = new URL(office.url()).pathname;
    await look(office);

    // A town comments on a clause, at first with words that do not stand there.
    const town = await person("handler", { language, unit: unitOf("town") });
    await town.goto("/matters?show=mine&procedure=draft");
    await press(town.locator("tbody a").first());
    const part = new URL(town.url()).pathname;
    await town.goto(`${part}/clauses`);
    await look(town);
    const row = town.locator("tbody tr", { hasText: "第二条" }).first();
    await row.locator("a").first().click();
    await look(town);
    await town.locator("select[name=change]").selectOption("words");
    await town.locator("input[name=quoted]").fill("每旬");
    await town.locator("textarea[name=words]").fill("每季度");
    await town.locator("textarea[name=reason]").fill("便于落实 / easier to do");
    await send(town);
    await expect(town.locator("form.cx-form input[name=quoted]")).toHaveValue("每旬");
    await expect(town.getByRole("alert").first()).toBeVisible();
    await town.locator("input[name=quoted]").fill("每月");
    await picture(town, `comment-${language}`);
    await send(town);
    await expect(town.locator("body")).toContainText("每季度");
    await look(town);
    await picture(town, `mine-${language}`);
    await town.setViewportSize({ width: 390, height: 844 });
    await town.goto(`${part}/clauses`);
    await expectNoSidewaysScroll(town);
    await picture(town, `mine-390-${language}`);

    // The other unit has none.
    const line = await person("handler", { language, unit: unitOf("handler") });
    await line.goto("/matters?show=mine&procedure=draft");
    await press(line.locator("tbody a").first());
    const none = line.locator("form", { has: line.locator('input[name=action][value="none"]') }).first();
    await none.evaluate((node) => {
      for (let at = node.closest("details"); at; at = at.parentElement?.closest("details") ?? null) at.open = true;
    });
    await press(none.locator("button"));

    // The office decides, sees the difference and issues what was adopted.
    await office.goto(`${whole}/clauses`);
    await look(office);
    await office.locator("a[href*='/clauses/decide']").first().click();
    await look(office);
    await office.locator("select[name=ruling]").selectOption("refused");
    await send(office);
    await expect(office.getByRole("alert").first()).toBeVisible();
    await office.locator("select[name=ruling]").selectOption("adopted");
    await picture(office, `decide-${language}`);
    await send(office);
    await expect(office.locator("body")).toContainText(inLanguage(language, "采纳", "Adopted"));
    await picture(office, `clauses-${language}`);
    await office.goto(`${whole}/difference`);
    await expect(office.locator("ins").first()).toHaveText("季度");
    await look(office);
    await picture(office, `difference-${language}`);
    const table = await office.request.get(`${whole}/adoption.docx`);
    expect(table.status()).toBe(200);
    expect((await table.body()).subarray(0, 2).toString()).toBe("PK");

    await office.goto(whole);
    const act = async (action: string, fields: Record<string, string> = {}) => {
      const form = office.locator("form", { has: office.locator(`input[name=action][value="${action}"]`) }).first();
      await form.evaluate((node) => {
        for (let at = node.closest("details"); at; at = at.parentElement?.closest("details") ?? null) at.open = true;
      });
      for (const [name, text] of Object.entries(fields)) await form.locator(`[name="${name}"]`).fill(text);
      await press(form.locator("button"));
    };
    await act("revise");
    await act("issue_text", { issue_number: "创建办〔2026〕7 号", effective_on: "2027-01-01" });
    await expect(office.locator("body")).toContainText(inLanguage(language, "已印发", "Issued"));
    await look(office);
    await picture(office, `issued-${language}`);
    await office.setViewportSize({ width: 390, height: 844 });
    await office.goto(`${whole}/difference`);
    await expectNoSidewaysScroll(office);
  });
}
