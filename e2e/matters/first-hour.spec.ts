import type { Page } from "@playwright/test";
import { press, tap } from "../support/acts.ts";
import { expectAccessible, expectNoSidewaysScroll } from "../support/accessibility.ts";
import { LANGUAGES } from "../support/language.ts";
import { expect, test } from "../support/story.ts";

/** Begins something by the form of a procedure: texts and days by name, a choice by a part of its label. */
async function begin(page: Page, procedure: string, texts: Record<string, string>, choices: Record<string, string> = {}): Promise<string> {
  await page.goto(`/matters/new?procedure=${procedure}`);
  for (const [name, text] of Object.entries(texts)) await page.locator(`[name="${name}"]`).first().fill(text);
  for (const [name, label] of Object.entries(choices)) {
    const option = page.locator(`select[name="${name}"] option`, { hasText: label }).first();
    await page.selectOption(`select[name="${name}"]`, (await option.getAttribute("value")) ?? "");
  }
  await page.locator("form.cx-form .cx-btn-primary").click();
  await expect(page).toHaveURL(/\/matters\/M\d{6}-\d+$/);
  return new URL(page.url()).pathname;
}

/** What is written into the first form that the page offers, which is sent. */
async function answer(page: Page, texts: Record<string, string>): Promise<void> {
  for (const [name, text] of Object.entries(texts)) await page.locator(`.cx-card-mine [name="${name}"], form.cx-form [name="${name}"]`).first().fill(text);
  await press(page.locator(".cx-card-mine .cx-btn-primary, form.cx-form .cx-btn-primary").first());
  await expect(page.locator(".cx-notice-failed")).toHaveCount(0);
}

for (const language of LANGUAGES) {
  test(`the first hour with a telephone: three matters found, understood and answered (${language})`, async ({ person, picture, city }) => {
    test.setTimeout(300_000);
    const unit = city.signIns.find((signIn) => signIn.role === "unit_head")?.unit ?? "";
    const office = await person("office");
    const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
    const head = await person("unit_head", { language, unit, browser: phone });

    // Three things come: an order to many, a material, an instruction.
    const mark = `${language} ${unit.length}`;
    await begin(office, "dispatch_order", {
      title: `清理占道 / pavements ${mark}`,
      order: "今日清理 / clear them today",
      basis: "指挥部 / command",
      due: "2099-12-30",
      units: unit,
    });
    await begin(
      office,
      "material",
      { title: `工作方案 / plan ${mark}`, node: "III-1-2", period_from: "2025-06-01", period_until: "2026-05-31", due: "2099-12-30" },
      { kind: language === "en" ? "说明报告" : "规范文件", owner: unit },
    );
    const instruction = await begin(office, "instruction", { title: `交办 / assigned ${mark}`, sender: "省文明办 / province", text: "报送情况 / report", due: "2099-12-30" });
    const assign = office.locator("form", { has: office.locator('input[name=action][value="assign"]') }).first();
    const lead = assign.locator("select[name=lead] option", { hasText: unit }).first();
    await assign.locator("select[name=lead]").selectOption((await lead.getAttribute("value")) ?? "");
    await press(assign.locator("button"));

    // All three stand on the first page, and the telephone says how many.
    await head.goto("/");
    for (const title of ["清理占道", "工作方案", "交办"]) await expect(head.locator(".cx-todos a", { hasText: `${title} /` }).first()).toBeVisible();
    await expect(head.locator(".cx-tabbar .cx-n")).toBeVisible();
    await expectAccessible(head);
    await expectNoSidewaysScroll(head);
    await picture(head, `first-page-${language}`);

    // One is taken and reported; one is handed in; one is answered: each from its own page, by what is offered there first.
    await tap(head.locator(".cx-todos a", { hasText: `pavements ${mark}` }).first());
    await expect(head.locator("main")).toContainText("clear them today");
    await expectNoSidewaysScroll(head);
    await picture(head, `order-${language}`);
    await answer(head, {});
    await answer(head, { result: "已清理 / cleared" });
    await expectAccessible(head);

    await head.goto("/");
    await tap(head.locator(".cx-todos a", { hasText: `plan ${mark}` }).first());
    await picture(head, `material-${language}`);
    await tap(head.locator('.cx-card-mine a[href*="action=hand_in"]'));
    await expectNoSidewaysScroll(head);
    await expectAccessible(head);
    await picture(head, `hand-in-${language}`);
    await answer(head, { account: "方案一份 / one plan" });

    await head.goto("/");
    await tap(head.locator(".cx-todos a", { hasText: `assigned ${mark}` }).first());
    await answer(head, { draft: "已落实 / done" });
    await head.goto("/");
    for (const title of [`pavements ${mark}`, `assigned ${mark}`]) await expect(head.locator(".cx-todos a", { hasText: title })).toHaveCount(0);
    await expectNoSidewaysScroll(head);
    await picture(head, `done-${language}`);
    await office.goto(instruction);
    await expect(office.locator("main")).toContainText("done");
  });
}
