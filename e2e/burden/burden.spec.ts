import { expectAccessible, expectNoSidewaysScroll, leaveOutRepeats } from "../support/accessibility.ts";
import { LANGUAGES } from "../support/language.ts";
import { expect, test } from "../support/story.ts";

for (const language of LANGUAGES) {
  test(`what lower levels are asked for is registered, refused, measured and lifted (${language})`, async ({ person, picture, city }) => {
    test.setTimeout(240_000);
    const office = await person("office", { language });
    const title = `社区台账周报 ${language}`;
    const fill = async (what: string) => {
      await office.fill("input[name=title]", title);
      await office.fill("input[name=issuer]", "市民政局 / civil affairs");
      await office.fill("input[name=basis]", "民发〔2026〕3 号");
      await office.selectOption("select[name=frequency]", "weekly");
      await office.fill("input[name=until]", "2099-12-31");
      await office.fill("input[name=minutes]", "20");
      await office.selectOption("select[name=asked_of]", "both");
      await office.locator('input[name="items.what"]').first().fill(what);
    };

    // The register says what is asked and what is held already.
    await office.goto("/asks");
    await expectAccessible(office);
    await expectNoSidewaysScroll(office);
    await expect(office.locator('main a[href="/sites"]')).toBeVisible();
    await office.locator('a[href="/matters/new?procedure=outside_ask"]').click();
    await expectAccessible(office);
    await fill("本周点位 / sites");
    await office.locator('select[name="items.fact"]').first().selectOption("site_list");
    await picture(office, `form-${language}`);
    await office.locator("form.cx-form .cx-btn-primary").click();
    // What is held is refused with the place, and nothing typed is lost.
    await expect(office.locator("main")).toContainText("/sites");
    await expect(office.locator("input[name=issuer]")).toHaveValue("市民政局 / civil affairs");
    await expectAccessible(office);
    await expectNoSidewaysScroll(office);
    await picture(office, `refused-${language}`);
    await office.locator('input[name="items.what"]').first().fill("志愿者人数 / volunteers");
    await office.locator('select[name="items.fact"]').first().selectOption("");
    await office.locator("form.cx-form .cx-btn-primary").click();
    await expect(office).toHaveURL(/\/matters\/M\d{6}-\d+$/);
    await expectAccessible(office);
    await expectNoSidewaysScroll(office);
    await picture(office, `registered-${language}`);
    await office.goto("/asks");
    await expect(office.getByText(title)).toBeVisible();
    await expectAccessible(office);
    await picture(office, `asks-${language}`);

    // The street reads what is asked of it.
    const town = city.signIns.find((signIn) => signIn.login === "town")?.unit ?? "";
    const street = await person("handler", { language, unit: town });
    await street.goto("/asks");
    await expect(street.getByText(title)).toBeVisible();
    await expectAccessible(street);
    await street.goto("/burden");
    await expectAccessible(street);
    await expectNoSidewaysScroll(street);

    // The meter counts it for every town, the first page names who asks most.
    await office.goto("/burden");
    await expect(office.locator("main")).toContainText("civil affairs");
    await expectAccessible(office);
    await expectNoSidewaysScroll(office);
    await picture(office, `meter-${language}`);
    await office.goto("/burden/print");
    await leaveOutRepeats(office);
    await expectAccessible(office);
    await office.goto("/");
    await expect(office.locator("#burden")).toBeVisible();
    await expectAccessible(office);
    await expectNoSidewaysScroll(office);
    await picture(office, `overview-${language}`);
    const sheet = await office.request.get("/burden/export.xlsx");
    expect([sheet.status(), (await sheet.body()).subarray(0, 2).toString()]).toEqual([200, "PK"]);

    // An emergency is switched on for some days and ended.
    await office.goto("/burden");
    await office.locator('a[href="/matters/new?procedure=emergency"]').click();
    await office.fill("input[name=title]", `台风防御 / storm ${language}`);
    await office.selectOption("select[name=kind]", "storm");
    await office.fill("textarea[name=cause]", "防台风 Ⅱ 级响应 / level II response");
    await office.fill("input[name=until]", "2099-12-31");
    await office.locator("form.cx-form .cx-btn-primary").click();
    await expect(office.locator("main")).toContainText("7");
    const day = new Date(Date.now() + 8 * 3_600_000 + 86_400_000).toISOString().slice(0, 10);
    await office.fill("input[name=until]", day);
    await office.locator("form.cx-form .cx-btn-primary").click();
    await expect(office).toHaveURL(/\/matters\/M\d{6}-\d+$/);
    await office.goto("/burden");
    await expect(office.getByText(`storm ${language}`)).toBeVisible();
    await expectAccessible(office);
    await picture(office, `emergency-${language}`);

    // A long text is counted while it is typed.
    await office.goto("/matters/new?procedure=document");
    await office.fill("textarea[name=text]", "字".repeat(4_001));
    await expect(office.locator("[data-length-of=text]")).toContainText("4001");
    await expect(office.locator("[data-length-of=text]")).toContainText("4000");
    await expectAccessible(office);
    await expectNoSidewaysScroll(office);
    await picture(office, `length-${language}`);

    // What of the last year is open goes on, once.
    await office.goto("/matters/closing");
    await expectAccessible(office);
    await expectNoSidewaysScroll(office);
    await picture(office, `closing-${language}`);

    await office.setViewportSize({ width: 390, height: 844 });
    for (const path of ["/asks", "/burden", "/matters/closing", "/", "/matters/new?procedure=outside_ask"]) {
      await office.goto(path);
      await expectNoSidewaysScroll(office);
      await picture(office, `phone-${path.replace(/\W+/gu, "-")}-${language}`);
    }
  });
}
