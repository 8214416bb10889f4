import { ownUnit, step } from "../support/acts.ts";
import { expectAccessible, expectNoSidewaysScroll } from "../support/accessibility.ts";
import { LANGUAGES } from "../support/language.ts";
import { expect, test } from "../support/story.ts";

for (const language of LANGUAGES) {
  test(`a proposal of accountability, reviewed and lifted (${language})`, async ({ person, picture, city }) => {
    test.setTimeout(240_000);
    const unit = city.signIns.find((signIn) => signIn.role === "unit_head")?.unit ?? "";
    const office = await person("office", { language });
    const leader = await person("leader", { language });
    const head = await person("unit_head", { language, unit });

    // Facts, evidence, provision and measure; the evidence stands in the store and is used.
    await office.goto("/matters/new?procedure=accountability");
    await expectAccessible(office);
    const title = `久拖未改 / not mended (${language})`;
    await office.fill("input[name=title]", title);
    const option = office.locator("select[name=unit] option", { hasText: await ownUnit(head) }).first();
    await office.selectOption("select[name=unit]", (await option.getAttribute("value")) ?? "");
    await office.fill("textarea[name=facts]", "三次督办未改 / urged three times");
    await office.fill("textarea[name=evidence]", "督办单 / orders");
    const seen = await office.screenshot({ type: "jpeg" });
    await office.setInputFiles('input[name="pack.file"]', { name: "seen.jpg", mimeType: "image/jpeg", buffer: seen });
    await office.fill('input[name="pack.caption"]', `2026年5月，现场 / on site ${language}`);
    await office.fill("input[name=basis]", "《问责条例》第七条 / art. 7");
    await office.selectOption("select[name=measure]", "notice");
    await office.locator("form.cx-form .cx-btn-primary").click();
    await expect(office).toHaveURL(/\/matters\/M\d{6}-\d+$/);
    const address = new URL(office.url()).pathname;
    await expect(office.locator('.cx-facts a[href^="/evidence/"]')).toHaveCount(1);

    // Whoever proposed does not approve; until it is approved the unit knows nothing.
    await expect(office.locator('input[name=action][value="approve"]')).toHaveCount(0);
    expect((await head.request.get(address)).status()).toBe(404);
    await leader.goto(address);
    await expectAccessible(leader);
    await step(leader, "approve", { opinion: "同意 / agreed", carry_by: "2030-12-31" });

    // The unit is told, sees facts and evidence, and asks for a review in time.
    await head.goto("/notices");
    await expect(head.locator("main")).toContainText(title);
    await head.goto(address);
    await expectAccessible(head);
    await expectNoSidewaysScroll(head);
    await expect(head.locator("main")).toContainText("urged three times");
    await picture(head, `told-${language}`);
    await step(head, "ask_review", { plea: "已按期整改 / mended in time" });
    await leader.goto(address);
    await step(leader, "lift", { review: "查明属实 / found to be so" });
    await expect(leader.locator("main")).toContainText("found to be so");
    await picture(leader, `lifted-${language}`);
    await head.goto(address);
    await expect(head.locator('input[name=action]')).toHaveCount(0);
    await head.setViewportSize({ width: 390, height: 844 });
    await expectNoSidewaysScroll(head);
    await head.goto(`${address}/print`);
    await expect(head.locator("h1")).not.toBeEmpty();
  });
}
