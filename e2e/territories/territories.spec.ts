import { expectAccessible, expectNoSidewaysScroll } from "../support/accessibility.ts";
import { inLanguage, LANGUAGES } from "../support/language.ts";
import { expect, test } from "../support/story.ts";

/** The office founds a management committee over a town and a village of another, names it where a second one wants the same place, and brings grids in. */
for (const language of LANGUAGES) {
  test(`a management committee answers for places in two towns, and grids have people (${language})`, async ({ person, picture }) => {
    const office = await person("office", { language });
    const answer = await office.request.get("/api/v1/divisions");
    const divisions: { code: string; name: string; level: string; parent: string }[] = (await answer.json()).divisions;
    const villages = divisions.filter((division) => division.level === "village");
    const [first, last] = language === "en" ? [villages[2], villages[villages.length - 3]] : [villages[0], villages[villages.length - 1]];
    if (!first || !last) throw new Error("the city has no two villages");
    const [own, other] = language === "en" ? ["ZONE-E1", "ZONE-E2"] : ["ZONE-1", "ZONE-2"];

    const found = async (code: string, kind: string, areas: string): Promise<void> => {
      await office.goto("/units/new");
      await office.locator("#name").fill(`${code} 管委会`);
      await office.locator("#code").fill(code);
      await office.locator("#kind").selectOption(kind);
      await office.locator("#areas").fill(areas);
      await office.locator("#from").fill("2026-01-01");
      await Promise.all([office.waitForEvent("load"), office.locator("main form.cx-form button.cx-btn-primary").click()]);
    };
    await office.goto("/units/new");
    await expectAccessible(office);
    await office.setViewportSize({ width: 390, height: 844 });
    await expectNoSidewaysScroll(office);
    await picture(office, `form-${language}-390`);
    await office.setViewportSize({ width: 1366, height: 768 });
    await found(own, "management_committee", `${first.code}、${last.code}`);
    await expect(office).toHaveURL(new RegExp(`/units/${own}$`));
    await expect(office.locator(`main a[href='/divisions/${last.code}']`)).toBeVisible();
    await expectAccessible(office);
    await picture(office, `unit-${language}`);

    // A second one over the same village is refused with the first one's name.
    await found(other, "new_district", last.code);
    await expect(office.locator(".cx-field-error").first()).toContainText(`${own} 管委会`);
    await expectAccessible(office);
    await picture(office, `refused-${language}`);

    const titles = "网格代码,网格名称,所属村（社区）,网格员账号";
    const buffer = Buffer.from(`${titles}\n${own}-01,第一网格,${first.code},\n${own}-02,第二网格,${last.code},\n`);
    await office.goto("/imports");
    const preview = office.locator("form[action='/imports/grids/preview']");
    await preview.locator("input[type=file]").setInputFiles({ name: "网格.csv", mimeType: "text/csv", buffer });
    await preview.locator("button").click();
    await expectAccessible(office);
    await office.locator("form[action='/imports/grids'] button").click();
    const confirm = office.locator("#cx-confirm button[value=yes]");
    await Promise.all([office.waitForEvent("load"), confirm.click()]);
    await office.goto(`/grids?division=${last.code}`);
    await expect(office.locator("tbody")).toContainText(`${own}-02`);
    await expect(office.locator("main")).toContainText(inLanguage(language, "没有重叠", "No grids overlap"));
    await expectAccessible(office);
    await picture(office, `grids-${language}`);
    await office.setViewportSize({ width: 390, height: 844 });
    await expectNoSidewaysScroll(office);
    await picture(office, `grids-${language}-390`);
  });
}
