import type { Page } from "@playwright/test";
import { press } from "../support/acts.ts";
import { expectAccessible, expectNoSidewaysScroll } from "../support/accessibility.ts";
import { LANGUAGES } from "../support/language.ts";
import { expect, test } from "../support/story.ts";

/** The server's clock is the machine's own, so that nobody can be late here; that the limit is heeded is told in the story of the testkit. */
for (const language of LANGUAGES) {
  test(`a whistle from call to mutual rating (${language})`, async ({ person, picture, city }) => {
    test.setTimeout(240_000);
    const unitOf = (login: string) => city.signIns.find((signIn) => signIn.login === login)?.unit ?? "";
    const street = await person("handler", { language, unit: unitOf("town") });
    const head = await person("unit_head", { language, unit: unitOf("town-head") });
    const bureau = await person("handler", { language, unit: unitOf("handler") });
    const office = await person("office", { language });
    const figures = async () => {
      await office.goto("/whistles/figures");
      const row = office.locator("tbody tr", { hasText: await unitName(bureau) }).first();
      return (await row.count()) === 0 ? 0 : Number((await row.locator("td").first().innerText()).trim());
    };
    const calledBefore = await figures();

    // The street drafts: the bureau and one more unit are called.
    await street.goto("/whistles/new");
    await expectAccessible(street);
    await expectNoSidewaysScroll(street);
    await street.locator('input[name=kind][value="emergency"]').check();
    await street.locator("input[name=title]").fill("路面塌陷 / road subsidence");
    const first = street.locator("select[name=unit_0]");
    const bureauOption = first.locator("option", { hasText: await unitName(bureau) }).first();
    await first.selectOption((await bureauOption.getAttribute("value")) ?? "");
    await street.locator("input[name=task_0]").fill("围挡 / fence off");
    const others = street.locator('select[name=unit_1] optgroup:first-of-type option');
    const values = await others.evaluateAll((all) => all.map((one) => (one as HTMLOptionElement).value));
    const chosen = await bureauOption.getAttribute("value");
    await street.locator("select[name=unit_1]").selectOption(values.find((value) => value !== chosen) ?? "");
    await street.locator("form.cx-form .cx-btn-primary").click();
    await expect(street).toHaveURL(/\/whistles\/W\d{6}-\d+$/);
    await expectAccessible(street);
    const address = new URL(street.url()).pathname;
    await send(street, "approval-request");

    // Before the head approves, the called unit finds nothing.
    expect((await bureau.request.get(address)).status()).toBe(404);
    await head.goto(address);
    await expectAccessible(head);
    await send(head, "approval");

    // The bureau reports in, within the thirty minutes.
    await bureau.goto(address);
    await expectAccessible(bureau);
    await picture(bureau, `called-${language}`);
    await send(bureau, "arrival");

    // Plan and result; the unit that still had time is not wanted any more.
    await street.goto(address);
    const plan = street.locator('form[action$="/plan"]');
    await plan.locator("textarea[name=text]").fill("先围后修 / fence, then repair");
    await press(plan.locator("button"));
    const result = street.locator('form[action$="/result"]');
    await result.locator("textarea[name=text]").fill("已恢复通行 / open to traffic again");
    await press(result.locator("button"));

    // Both sides rate, and only then it closes.
    const rating = street.locator('form[action$="/unit-rating"]');
    await expect(rating).toHaveCount(1);
    await rating.locator('input[name=response][value="5"]').check();
    await rating.locator('input[name=solution][value="4"]').check();
    await press(rating.locator("button"));
    await expect(street.locator('form[action$="/closure"]')).toHaveCount(0);
    await bureau.goto(address);
    const call = bureau.locator('form[action$="/call-rating"]');
    await call.locator('input[name=justified][value="yes"]').check();
    await press(call.locator("button"));
    await street.goto(address);
    await send(street, "closure");
    await expectAccessible(street);
    await picture(street, `closed-${language}`);

    // The numbers moved, and the figure opens to the whistle.
    expect(await figures()).toBe(calledBefore + 1);
    await expectAccessible(office);
    await office.locator("tbody tr", { hasText: await unitName(bureau) }).first().locator("td a").first().click();
    await expect(office.locator(`a[href="${address}"]`)).toBeVisible();
    await expectAccessible(office);
  });
}

/** The unit as the page names it in the language of the story: "芗城区城管局 · 承办岗". */
async function unitName(page: Page): Promise<string> {
  return ((await page.locator(".cx-post summary .cx-desk").first().textContent()) ?? "").split(" · ")[0]?.trim() ?? "";
}

/** Sends the form with that address, which has nothing to fill in. */
async function send(page: Page, place: string): Promise<void> {
  const form = page.locator(`form[action$="/${place}"]`);
  const details = page.locator("details", { has: form });
  if ((await details.count()) > 0 && (await details.getAttribute("open")) === null) await details.locator("summary").click();
  await press(form.locator("button"));
}
