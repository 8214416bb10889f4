import { expectAccessible, expectNoSidewaysScroll } from "../support/accessibility.ts";
import { LANGUAGES } from "../support/language.ts";
import { expect, test } from "../support/story.ts";

for (const language of LANGUAGES) {
  test(`an export of the hotline becomes cases, once (${language})`, async ({ person, picture }) => {
    const office = await person("office", { language });
    const look = async (name: string) => {
      await expectAccessible(office);
      await expectNoSidewaysScroll(office);
      await picture(office, `${name}-${language}`);
    };
    await office.goto("/exchange");
    await look("exchange");

    const number = `GD-${Date.now()}`;
    const row = (no: string, kind: string) => `${no},${kind},延安北路垃圾三天没有清运 13812345678,芗城区,巷口街道,2026-06-16 09:30,13812345678\n`;
    const buffer = Buffer.from(`工单编号,三级分类,主要内容,区县,街道,受理时间,联系电话\n${row(number, "垃圾清运")}${row(`${number}-2`, "外星人")}`);
    const preview = office.locator("form[action='/exchange/preview']");
    await preview.locator("input[type=file]").setInputFiles({ name: "六月.csv", mimeType: "text/csv", buffer });
    await preview.locator("button").click();
    await expect(office.locator("body")).toContainText("外星人");
    await look("exchange-preview");
    await office.locator("form[action='/exchange/import'] button").click();
    await office.locator("#cx-confirm button[value=yes]").click();
    await expect(office).toHaveURL(/\/exchange$/);

    await office.goto(`/exchange/orders?number=${number}`);
    await expect(office.locator("tbody")).toContainText("138****5678");
    await look("exchange-orders");
    await office.locator("td a[href^='/cases/']").first().click();
    await expect(office.locator("aside")).toContainText(number);
    await look("exchange-case");
    expect(await office.content()).not.toContain("13812345678");

    // The titles of the same export, for a mapping of one's own.
    await office.goto("/exchange");
    const titles = office.locator("form[action='/exchange/mappings/from-file']");
    await titles.locator("input[type=file]").setInputFiles({ name: "六月.csv", mimeType: "text/csv", buffer });
    await titles.locator("button").click();
    await expect(office.locator("select[name=field]").first()).toHaveValue("number");
    await look("exchange-mapping");
  });
}
