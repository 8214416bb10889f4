import { step } from "../support/acts.ts";
import { expectAccessible, expectNoSidewaysScroll } from "../support/accessibility.ts";
import { LANGUAGES } from "../support/language.ts";
import { expect, test } from "../support/story.ts";

for (const language of LANGUAGES) {
  test(`a shortage, its decision and its receipt (${language})`, async ({ person, picture, city }) => {
    test.setTimeout(240_000);
    const unitOf = (login: string) => city.signIns.find((signIn) => signIn.login === login)?.unit ?? "";
    const street = await person("handler", { language, unit: unitOf("town") });
    const office = await person("office", { language });

    // The choice says for what each procedure is; its form is made by the document.
    await street.goto("/matters/new");
    await expectAccessible(street);
    await expectNoSidewaysScroll(street);
    await picture(street, `choice-${language}`);
    await street.locator('a[href="/matters/new?procedure=supply"]').click();
    await expectAccessible(street);
    await expectNoSidewaysScroll(street);
    await street.locator("input[name=title]").fill("社区缺分类垃圾桶 / bins wanted");
    await street.locator("select[name=kind]").selectOption("facilities");
    const place = street.locator("select[name=place]");
    if ((await place.inputValue()) === "") await place.selectOption({ index: 1 });
    await street.locator('input[name="items.what"]').first().fill("垃圾桶 / bins");
    await street.locator('input[name="items.count"]').first().fill("12");
    await street.locator("input[name=amount]").fill("3600.50");
    await street.locator("input[name=needed_by]").fill("2099-12-31");
    await picture(street, `form-${language}`);
    await street.locator("form.cx-form .cx-btn-primary").click();
    await expect(street).toHaveURL(/\/matters\/M\d{6}-\d+$/);
    await expectAccessible(street);
    await expectNoSidewaysScroll(street);
    const address = new URL(street.url()).pathname;

    // It waits for the office, which sends it back once and then decides.
    await office.goto("/");
    await expect(office.locator(`a[href="${address}"]`).first()).toBeVisible();
    await office.goto(address);
    await expectAccessible(office);
    await step(office, "give_back", { reason: "写明规格 / which size?" });
    await street.goto(`${address}/act?action=ask_again`);
    await expectAccessible(street);
    await street.locator('input[name="items.what"]').first().fill("240 升垃圾桶 / 240 l bins");
    await street.locator("form.cx-form .cx-btn-primary").click();
    await expect(street.locator("mark").first()).toContainText("240");
    await picture(street, `versions-${language}`);
    await office.goto(address);
    const grant = office.locator("form", { has: office.locator('input[name=action][value="grant"]') });
    await grant.locator("select[name=supplier] option").nth(1).waitFor({ state: "attached" });
    await grant.locator("select[name=supplier]").selectOption({ index: 1 });
    await step(office, "grant", { decision: "同意 / granted" });
    await expectAccessible(office);
    await picture(office, `granted-${language}`);

    // The register on a phone.
    await office.setViewportSize({ width: 390, height: 844 });
    await office.goto("/matters");
    await expectNoSidewaysScroll(office);
    await expectAccessible(office);
    await office.goto(address);
    await expectNoSidewaysScroll(office);
    await office.goto(`${address}/print`);
    await expect(office.locator("h1")).not.toBeEmpty();
    // What each village asked for, on a page; a filter of the register under a name.
    await office.goto("/matters/places");
    await expect(office.locator("main")).toContainText("bins wanted");
    await expectNoSidewaysScroll(office);
    await expectAccessible(office);
    await picture(office, `places-390-${language}`);
    await office.setViewportSize({ width: 1366, height: 768 });
    await office.goto("/matters?procedure=supply");
    await office.locator(".cx-list-tools summary").click();
    await office.fill("#view-name", `物资 / supplies ${language}`);
    await office.locator(".cx-view-new button").click();
    await office.locator(".cx-list-tools summary").click();
    await expect(office.locator(".cx-views")).toContainText(`supplies ${language}`);
    await expectAccessible(office);
    await picture(office, `views-${language}`);
  });
}
