import type { Page } from "@playwright/test";
import { press } from "../support/acts.ts";
import { expectAccessible, expectNoSidewaysScroll } from "../support/accessibility.ts";
import { LANGUAGES } from "../support/language.ts";
import { expect, test } from "../support/story.ts";

/** Fills one line of a little table. */
async function line(page: Page, table: string, place: number, cells: Record<string, string>): Promise<void> {
  for (const [column, text] of Object.entries(cells)) {
    await page.locator(`[name="${table}.${column}"]`).nth(place).fill(text);
  }
}

async function send(page: Page): Promise<void> {
  await press(page.locator("form.cx-form .cx-btn-primary"));
}

for (const language of LANGUAGES) {
  test(`a meeting whose decisions become a road map (${language})`, async ({ person, picture, city }) => {
    test.setTimeout(240_000);
    const handler = city.signIns.find((signIn) => signIn.login === "handler");
    if (!handler) throw new Error("nobody handles");
    const office = await person("office", { language });

    // Called, then its minutes and decisions: two become tasks, one says why not.
    await office.goto("/matters/new?procedure=meeting");
    await expectAccessible(office);
    await office.locator("input[name=title]").fill("创建推进会 / weekly meeting");
    await office.locator("input[name=chair]").fill("主任 / chair");
    await line(office, "participants", 0, { unit: handler.unit, who: handler.person });
    await send(office);
    await expect(office).toHaveURL(/\/matters\/M\d{6}-\d+$/);
    const address = new URL(office.url()).pathname;
    await office.goto(`${address}/act?action=record`);
    await expectAccessible(office);
    await expectNoSidewaysScroll(office);
    await office.locator("textarea[name=minutes]").fill("议定三项 / three decisions");
    const task = { unit: handler.unit, who: handler.person };
    await line(office, "decisions", 0, { what: "清理占道 / clear the pavements", ...task, from: "2099-03-02", by: "2099-03-20" });
    await line(office, "decisions", 1, { what: "修复路面 / mend the road", ...task, from: "2099-03-16", by: "2099-04-10" });
    await line(office, "decisions", 2, { what: "编印简报 / print a brief", why_not: "日常工作 / done anyway" });
    await picture(office, `decisions-${language}`);
    await send(office);
    await expect(office.locator(".cx-held-up")).toBeVisible();
    await expectAccessible(office);

    // The tasks, and their road map on a desk, on a phone and on paper.
    const form = office.locator("form", { has: office.locator('input[name=action][value="open_tasks"]') }).first();
    await press(form.locator("button"));
    await expect(office.locator('.cx-stack-rows a[href^="/matters/M"]')).toHaveCount(2);
    await picture(office, `tasks-${language}`);
    await office.goto(`${address}/plan`);
    await expect(office.locator(".cx-plan-bar rect")).toHaveCount(2);
    await expect(office.locator(".cx-plan")).toContainText(handler.person);
    await expectAccessible(office);
    await expectNoSidewaysScroll(office);
    await picture(office, `plan-${language}`);
    await office.setViewportSize({ width: 390, height: 844 });
    await expectNoSidewaysScroll(office);
    await expectAccessible(office);
    await picture(office, `plan-phone-${language}`);
    for (const place of ["/matters/board?procedure=task", "/matters/calendar?month=2099-03", address, "/matters/new"]) {
      await office.goto(place);
      await expectNoSidewaysScroll(office);
      await expectAccessible(office);
    }
    await office.setViewportSize({ width: 1366, height: 900 });
    await office.goto("/matters/calendar?month=2099-03");
    await expect(office.locator(".cx-month")).toContainText("清理占道");
    await picture(office, `month-${language}`);
    await office.goto("/matters/board?procedure=task");
    await expectAccessible(office);
    await picture(office, `board-${language}`);

    // Whoever has one finds it by the keyboard, reports it, and the meeting is closed.
    const holder = await person("handler", { language, unit: handler.unit });
    await holder.goto("/");
    await expect(holder.locator(".cx-todos")).toContainText("清理占道");
    await picture(holder, `todo-${language}`);
    await office.goto(address);
    const close = office.locator("form", { has: office.locator('input[name=action][value="close"]') }).first();
    await press(close.locator("button"));
    await expect(office.locator("form", { has: office.locator('input[name=action][value="close"]') })).toHaveCount(0);
  });
}
