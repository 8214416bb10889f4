import { expectAccessible } from "../support/accessibility.ts";
import { form, report, send } from "../support/acts.ts";
import { inLanguage, LANGUAGES } from "../support/language.ts";
import { expect, test } from "../support/story.ts";

/** Three cases are ticked and dispatched together; one of them was not filed, and says so. */
for (const language of LANGUAGES) {
  test(`three cases at once, one of them refused (${language})`, async ({ person, picture }) => {
    test.setTimeout(180_000);
    const dispatcher = await person("dispatcher", { language });
    const inspector = await person("inspector", { language });
    const first = await report(inspector, "路口单车倒伏 / bicycles lie across the crossing");
    const second = await report(inspector, "公交站旁单车成堆 / bicycles piled up at the bus stop");
    const early = await report(inspector, "校门口电动车占道 / e-bikes in front of the school gate");
    for (const number of [first, second]) {
      await dispatcher.goto(`/cases/${number}`);
      await send(await form(dispatcher, "filing"));
    }

    // By the keyboard: down, choose, down, choose, act.
    await dispatcher.goto(`/cases?tab=all&number=${first}&number=${second}&number=${early}`);
    await expect(dispatcher.locator("tr[data-href]")).toHaveCount(3);
    for (let row = 0; row < 3; row++) {
      await dispatcher.keyboard.press("j");
      await dispatcher.keyboard.press("x");
    }
    await expect(dispatcher.locator("tr[aria-selected=true]")).toHaveCount(3);
    await dispatcher.keyboard.press("a");
    const button = dispatcher.locator(".cx-bulk [data-act]");
    await expect(button).toBeFocused();
    await picture(dispatcher, `chosen-${language}`);
    await Promise.all([dispatcher.waitForURL(/\/cases\/bulk\/dispatch/), dispatcher.keyboard.press("Enter")]);

    // What would happen to each, before anything has.
    await expectAccessible(dispatcher);
    const row = (number: string) => dispatcher.locator("#rows tbody tr", { hasText: number });
    await expect(row(early).locator(".cx-lamp-late")).toHaveCount(1);
    await expect(row(first).locator(".cx-lamp-idle")).toHaveCount(1);
    await picture(dispatcher, `would-${language}`);
    const go = dispatcher.getByRole("button", { name: inLanguage(language, "派遣 2 件", "Dispatch 2 cases"), exact: true });
    await Promise.all([dispatcher.waitForEvent("load"), go.click()]);

    await expect(row(first).locator(".cx-lamp-ok")).toHaveCount(1);
    await expect(row(second).locator(".cx-lamp-ok")).toHaveCount(1);
    await expect(row(early)).toContainText(inLanguage(language, "不能办", "Refused"));
    await expectAccessible(dispatcher);
    await picture(dispatcher, `results-${language}`);
    for (const [number, state] of [[first, "dispatched"], [second, "dispatched"], [early, "reported"]]) {
      const view = await dispatcher.request.get(`/api/v1/cases/${number}`);
      expect((await view.json()) as { state: string }).toMatchObject({ state });
    }
  });
}

/** A link out of a chat is cut or misspelt: nothing is shown, what is wrong is named, and one press leads on. */
for (const language of LANGUAGES) {
  test(`a filter that is not understood (${language})`, async ({ person, picture }) => {
    const dispatcher = await person("dispatcher", { language });
    const answer = await dispatcher.goto("/cases?tab=all&division=999999");
    expect(answer?.status()).toBe(400);
    const title = inLanguage(language, "筛选条件看不懂", "A filter is not understood");
    await expect(dispatcher.getByRole("heading", { level: 1 })).toHaveText(title);
    await expect(dispatcher.locator("main")).toContainText("999999");
    await expect(dispatcher.locator("tr[data-href]")).toHaveCount(0);
    await expectAccessible(dispatcher);
    await picture(dispatcher, `not-understood-${language}`);
    const on = inLanguage(language, "去掉看不懂的条件再看", "Show without what is not understood");
    await dispatcher.getByRole("link", { name: on }).click();
    await expect(dispatcher).toHaveURL(/\/cases\?tab=all$/);
  });
}
