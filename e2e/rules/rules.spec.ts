import { expectAccessible } from "../support/accessibility.ts";
import { inLanguage, LANGUAGES } from "../support/language.ts";
import { expect, test } from "../support/story.ts";

/** The office sets a number of the city's own, a wrong one is refused in its place, and the default comes back. */
for (const language of LANGUAGES) {
  test(`the office sets the city's own numbers (${language})`, async ({ person, picture }) => {
    const office = await person("office", { language });
    await office.goto("/rules");
    await expectAccessible(office);
    await picture(office, `sets-${language}`);
    await office.locator('a[href="/rules/notice_rules"]').click();
    await expectAccessible(office);

    const until = office.locator('input[name="f/open_until_minute"]');
    const source = office.locator("input[name=source]");
    const save = office.getByRole("button", { name: inLanguage(language, "保存改动", "Save changes"), exact: true });
    await until.fill("25:00");
    await source.fill("创建办〔2026〕7 号");
    await Promise.all([office.waitForEvent("load"), save.click()]);
    await expect(office.locator("td.cx-bad")).toHaveCount(1);
    await expect(until).toHaveValue("25:00");
    await expectAccessible(office);
    await picture(office, `refused-${language}`);

    await until.fill("20:30");
    await Promise.all([office.waitForEvent("load"), save.click()]);
    await expect(until).toHaveValue("20:30");
    await expect(office.locator("main")).toContainText(inLanguage(language, "系统默认：21:00", "Default: 21:00"));
    await expect(office.locator("main")).toContainText("创建办〔2026〕7 号");
    await picture(office, `own-${language}`);

    await office.locator('form[action$="/default"] button').click();
    await Promise.all([office.waitForEvent("load"), office.locator("#cx-confirm button[value=yes]").click()]);
    await expect(until).toHaveValue("21:00");
  });
}
