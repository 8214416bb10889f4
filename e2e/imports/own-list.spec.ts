import { readFile } from "node:fs/promises";
import { expectAccessible, expectNoSidewaysScroll } from "../support/accessibility.ts";
import { LANGUAGES } from "../support/language.ts";
import { expect, test } from "../support/story.ts";

/**
 * An office has a list of its own: its own titles, its own words, positions off a map, one code that a sheet has spoiled. It is in after
 * two uploads, asks for nothing the next time, and is taken back whole while nobody has used it.
 */
for (const language of LANGUAGES) {
  test(`an office brings its own list of sites (${language})`, async ({ person, picture }) => {
    test.setTimeout(180_000);
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
    const list = (spoiled: string) => {
      const kinds = ["医院", "小学", "农贸市场"];
      const rows = kinds.map((kind, n) => `${n + 1},${own}${kind}${n},${own}类${kind},${n === 2 ? spoiled : "芗城区巷口街道"},117.65,24.515\n`);
      const head = "巷口街道点位台账,,,,,\n填报单位：巷口街道,,,填报日期：2026年6月,,\n序号,名目,类别,街道,东经,北纬\n";
      return { name: "台账.csv", mimeType: "text/csv", buffer: Buffer.from(head + rows.join("")) };
    };

    // First upload: the titles are the office's own. The positions are those of a Chinese map.
    await office.goto("/imports");
    await office.setViewportSize({ width: 390, height: 800 });
    for (const link of await office.locator("td a[href^='/imports/templates/'], td a[href^='/imports/exports/']").all()) {
      expect((await link.boundingBox())?.height ?? 0, await link.innerText()).toBeGreaterThanOrEqual(24);
    }
    await office.setViewportSize({ width: 1366, height: 768 });
    const form = office.locator("form[action='/imports/sites/preview']");
    await form.locator("select[name=datum]").selectOption("gcj02");
    await form.locator("input[type=file]").setInputFiles(list("3.50602E+11"));
    await form.locator("button").click();
    await look("imports-titles");
    await office.locator("a[href*='/columns/']").first().click();
    await expect(office.locator("select[name=datum]")).toHaveValue("gcj02");
    for (const [column, title] of [
      ["name", "名目"],
      ["site_type", "类别"],
      ["division", "街道"],
      ["longitude", "东经"],
      ["latitude", "北纬"],
    ]) {
      await office.locator(`select[name=first-${column}]`).selectOption(title ?? "");
    }
    await office.locator("input[name=keep_as]").fill(`台账 ${language}`);
    await expect(office.locator("main"), "no word waits for its value").not.toContainText("{");
    await look("imports-columns");
    await office.locator("form[action*='/columns/'] button.cx-btn-primary").click();

    // The words are the office's own, too: what they most likely mean is proposed. One code no word can mend.
    const means = office.locator("input[name^=means-]");
    await expect(means.first()).not.toHaveValue("");
    await expect(office.locator("body")).toContainText("3.50602E+11");
    // One of them nothing is like; the person says it.
    await means.nth(1).fill("中小学校");
    await look("imports-words");
    await office.locator("form[action*='/words/'] button.cx-btn-primary").click();
    await expect(means).toHaveCount(0);
    await expect(office.locator("body")).toContainText("3.50602E+11");
    const marked = office.waitForEvent("download");
    await office.locator("a[href*='/marked/']").click();
    const copy = await marked;
    expect(copy.suggestedFilename()).toMatch(/^台账-.+\.xlsx$/);
    expect((await readFile(await copy.path())).subarray(0, 2).toString()).toBe("PK");

    // Second upload: the mended file alone. Columns, words and the system of the positions were said and are kept.
    const again = office.locator("form[action='/imports/sites/preview']");
    await expect(again).toContainText("GCJ-02");
    await look("imports-one-left");
    await again.locator("input[type=file]").setInputFiles(list("芗城区巷口街道"));
    await again.locator("button").click();
    await expect(office.locator("form[action='/imports/sites']")).toHaveCount(1);
    await expect(office.locator("body")).toContainText(`${own}农贸市场2`);
    // A point of a Chinese map lies some hundred metres beside the same figures of WGS-84.
    await expect(office.locator("body")).not.toContainText("117.650000");
    await expect(office.locator("body")).toContainText("117.64");
    await look("imports-preview");
    await office.locator("form[action='/imports/sites'] button.cx-btn-primary").click();
    await office.locator("#cx-confirm button[value=yes]").click();
    await expect(office).toHaveURL(/\/imports\/done\//);
    const done = office.url();
    await expect(office.locator("#back .cx-tag-late")).toHaveCount(3);
    await look("imports-done");

    // The next file asks for nothing.
    await office.goto("/imports/words");
    await expect(office.locator("body")).toContainText(`${own}类医院`);
    await look("imports-own-words");
    await office.goto("/imports");
    await look("imports-lists");
    await form.locator("select[name=datum]").selectOption("gcj02");
    await form.locator("select[name=reading]").selectOption(`台账 ${language}`);
    await form.locator("input[type=file]").setInputFiles(list("芗城区巷口街道"));
    await form.locator("button").click();
    await expect(office.locator(".cx-figures")).toContainText("3");
    await expect(office.locator("form[action='/imports/sites']")).toHaveCount(0);
    await office.goto("/imports");
    const download = office.waitForEvent("download");
    await office.locator("a[href='/imports/exports/sites.xlsx']").click();
    expect((await download).suggestedFilename()).toContain(language === "en" ? "Sites" : "点位");

    // Nobody has used it: it is taken back whole.
    await office.goto(done);
    await office.locator("#back button.cx-btn-primary").click();
    await office.locator("#cx-confirm button[value=yes]").click();
    await expect(office.locator("#back")).toHaveCount(0);
    await look("imports-taken-back");
    await office.goto("/imports");
    await expect(office.locator(`a[href='${new URL(done).pathname}']`).locator("..")).toContainText(
      language === "en" ? "Taken back" : "已撤回",
    );
  });
}
