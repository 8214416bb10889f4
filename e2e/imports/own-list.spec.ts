import { expectAccessible, expectNoSidewaysScroll } from "../support/accessibility.ts";
import { LANGUAGES } from "../support/language.ts";
import { expect, test } from "../support/story.ts";

for (const language of LANGUAGES) {
  test(`an office brings its own list of sites (${language})`, async ({ person, picture }) => {
    const office = await person("office", { language });
    const look = async (name: string) => {
      await expectAccessible(office);
      await expectNoSidewaysScroll(office);
      await picture(office, `${name}-${language}`);
      await office.setViewportSize({ width: 390, height: 800 });
      await expectNoSidewaysScroll(office);
      await picture(office, `${name}-${language}-390`);
      await office.setViewportSize({ width: 1366, height: 768 });
    };
    const own = language === "en" ? "乙" : "甲";
    const rows = ["医院", "小学", "农贸市场"].map((kind, n) => `${n + 1},${own}${kind}${n},${own}类${kind},芗城区巷口街道\n`);
    const buffer = Buffer.from(`巷口街道点位台账,,,\n填报单位：巷口街道,,,填报日期：2026年6月\n序号,名目,类别,街道\n${rows.join("")}`);

    // First upload: the titles are the office's own.
    await office.goto("/imports");
    const form = office.locator("form[action='/imports/sites/preview']");
    await form.locator("input[type=file]").setInputFiles({ name: "台账.csv", mimeType: "text/csv", buffer });
    await form.locator("button").click();
    await look("imports-titles");
    await office.locator("a[href*='/columns/']").first().click();
    await office.locator("select[name=first-name]").selectOption("名目");
    await office.locator("select[name=first-site_type]").selectOption("类别");
    await office.locator("select[name=first-division]").selectOption("街道");
    await office.locator("input[name=keep_as]").fill(`台账 ${language}`);
    await look("imports-columns");
    await office.locator("form[action*='/columns/'] button.cx-btn-primary").click();

    // The words are the office's own, too: what they most likely mean is proposed.
    await expect(office.locator("input[name=means-0]")).not.toHaveValue("");
    await look("imports-words");
    await office.locator("form[action*='/words/'] button.cx-btn-primary").click();
    await look("imports-preview");
    await office.locator("form[action='/imports/sites'] button.cx-btn-primary").click();
    await office.locator("#cx-confirm button[value=yes]").click();
    await expect(office).toHaveURL(/\/imports$/);

    // The next file asks for nothing.
    await office.goto("/imports/words");
    await expect(office.locator("body")).toContainText(`${own}类医院`);
    await look("imports-own-words");
    await office.goto("/imports");
    await form.locator("select[name=reading]").selectOption(`台账 ${language}`);
    await form.locator("input[type=file]").setInputFiles({ name: "台账.csv", mimeType: "text/csv", buffer });
    await form.locator("button").click();
    await expect(office.locator(".cx-figures")).toContainText("3");
    await office.goto("/imports");
    const download = office.waitForEvent("download");
    await office.locator("a[href='/imports/exports/sites.xlsx']").click();
    expect((await download).suggestedFilename()).toContain(language === "en" ? "Sites" : "点位");
  });
}
