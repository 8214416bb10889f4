import type { Page } from "@playwright/test";
import { expectAccessible } from "../support/accessibility.ts";
import { form, ownUnit, report, send } from "../support/acts.ts";
import { LANGUAGES } from "../support/language.ts";
import { expect, test } from "../support/story.ts";

/** A unit gives a case back, gets it again by designation, reworks it, and it is checked and closed. */
for (const language of LANGUAGES) {
  test(`a return, a dispatch again, a rework and a close (${language})`, async ({ person, picture }) => {
    test.setTimeout(240_000);
    const dispatcher = await person("dispatcher", { language });
    const handler = await person("handler", { language });
    const checker = await person("checker", { language });
    const unit = await ownUnit(handler);

    const number = await report(await person("inspector", { language }), "沿街单车占满人行道 / bicycles fill the footway");
    const address = `/cases/${number}`;
    await dispatcher.goto(address);
    await send(await form(dispatcher, "filing"));
    await dispatch(dispatcher, unit, false);

    // Not ours, says the unit: the dispatcher may send it again or return it, and nothing else.
    await handler.goto(address);
    const back = await form(handler, "return");
    await back.locator("textarea[name=reason]").fill("不属本单位 / not ours");
    await send(back);
    await dispatcher.goto(address);
    await expectAccessible(dispatcher);
    await expect(dispatcher.locator("form[action$='/dispatch']")).toHaveCount(1);
    await expect(dispatcher.locator("form[action$='/return-to-acceptance']")).toHaveCount(1);
    for (const other of ["merger", "voiding", "voiding-request"]) {
      await expect(dispatcher.locator(`form[action$='/${other}']`)).toHaveCount(0);
    }
    await picture(dispatcher, `returned-${language}`);

    // Without designation the same unit is refused, and the form keeps what was chosen.
    const again = await form(dispatcher, "dispatch");
    const option = again.locator("select[name=lead] option", { hasText: unit }).first();
    await again.locator("select[name=lead]").selectOption((await option.getAttribute("value")) ?? "");
    await Promise.all([dispatcher.waitForEvent("load"), again.locator("button").last().click()]);
    await expect(dispatcher.locator(".cx-notice-failed")).toHaveCount(1);
    await dispatch(dispatcher, unit, true);

    // A designated unit is not offered the return any more.
    await handler.goto(address);
    await expect(handler.locator("form[action$='/return']")).toHaveCount(0);
    await send(await form(handler, "acceptance"));
    await expectAccessible(handler);
    await picture(handler, `handling-${language}`);
    await submit(handler, "已清理 / cleaned");

    // The result does not answer the problem.
    await dispatcher.goto(address);
    const rework = await form(dispatcher, "rework");
    await rework.locator("textarea[name=reason]").fill("照片看不出 / the photo does not show it");
    await send(rework);
    await handler.goto(address);
    await send(await form(handler, "acceptance"));
    await submit(handler, "已彻底清理 / thoroughly cleaned");

    await dispatcher.goto(address);
    await send(await form(dispatcher, "check-request"));
    await checker.goto(address);
    const check = await form(checker, "check");
    await check.locator("textarea[name=text]").fill("现场已复原 / seen on the spot");
    await send(check, "pass");
    await dispatcher.goto(address);
    const closure = await form(dispatcher, "closure");
    for (const box of await closure.locator("input[type=checkbox]").all()) await box.check();
    await send(closure);

    const view = await dispatcher.request.get(`/api/v1${address}`);
    const closed = (await view.json()) as { state: string; rework_count: number; dispatch_count: number; chain_holds: boolean };
    expect(closed).toMatchObject({ state: "closed", rework_count: 1, dispatch_count: 2, chain_holds: true });
    await dispatcher.goto(address);
    await picture(dispatcher, `closed-${language}`);
  });
}

async function dispatch(page: Page, unit: string, designated: boolean): Promise<void> {
  const sending = await form(page, "dispatch");
  const lead = sending.locator("select[name=lead]");
  const option = lead.locator("option", { hasText: unit }).first();
  await lead.selectOption((await option.getAttribute("value")) ?? "");
  if (designated) await sending.locator("input[name=designated]").check();
  await send(sending);
}

async function submit(page: Page, text: string): Promise<void> {
  const result = await form(page, "result");
  await result.locator("textarea[name=text]").fill(text);
  const after = await page.screenshot({ type: "jpeg", quality: 55 });
  await result.locator("input[type=file]").setInputFiles({ name: "after.jpg", mimeType: "image/jpeg", buffer: after });
  await send(result);
}
