import { expectAccessible, expectNoSidewaysScroll } from "../support/accessibility.ts";
import { inLanguage, LANGUAGES } from "../support/language.ts";
import { expect, test } from "../support/story.ts";

/** The office merges a bureau into another one: what hangs there is shown, a missing successor is named, and both pages show the link. */
for (const language of LANGUAGES) {
  test(`a bureau ends and another one takes over (${language})`, async ({ person, picture }) => {
    const office = await person("office", { language });
    const answer = await office.request.get("/api/v1/units?kind=department");
    const units: { code: string; name: string }[] = (await answer.json()).units;
    const [ends, heir] = language === "en" ? units.slice(-2) : units.slice(0, 2);
    if (!ends || !heir) throw new Error("the city has no two departments");

    await office.goto(`/units/${encodeURIComponent(ends.code)}/ending`);
    await expect(office.locator("table")).toBeVisible();
    await expectAccessible(office);
    await picture(office, `preview-${language}`);
    await office.setViewportSize({ width: 390, height: 844 });
    await expectNoSidewaysScroll(office);
    await picture(office, `preview-${language}-390`);
    await office.setViewportSize({ width: 1366, height: 768 });

    const end = office.getByRole("button", { name: inLanguage(language, "撤销单位", "End unit"), exact: true });
    const confirm = office.locator("#cx-confirm button[value=yes]");
    await end.click();
    await Promise.all([office.waitForEvent("load"), confirm.click()]);
    await expect(office.locator("main")).toContainText(inLanguage(language, "请指定承接方", "Choose who takes them over"));
    await expectAccessible(office);
    await picture(office, `refused-${language}`);

    await office.locator("#heir").fill(heir.code);
    await end.click();
    await Promise.all([office.waitForEvent("load"), confirm.click()]);
    await expect(office.locator("main")).toContainText(inLanguage(language, "由其承接", "Taken over by"));
    await picture(office, `ended-${language}`);
    await office.goto(`/units/${encodeURIComponent(heir.code)}`);
    await expect(office.locator("main")).toContainText(inLanguage(language, "承接自", "Took over from"));
    await expectAccessible(office);
    await office.goto("/units/queues");
    await expectAccessible(office);
    await picture(office, `queues-${language}`);
  });
}
