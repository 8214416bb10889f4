import type { Locator } from "@playwright/test";
import { expectAccessible } from "../support/accessibility.ts";
import { form, ownUnit, send, standing } from "../support/acts.ts";
import { LANGUAGES } from "../support/language.ts";
import { expect, test } from "../support/story.ts";

/** One walk through the loop: what an inspector finds comes back to the leader as a changed score with its why. */
for (const [place, language] of LANGUAGES.entries()) {
  test(`five people walk the loop (${language})`, async ({ person, picture }) => {
    test.setTimeout(240_000);
    const leader = await person("leader", { language });
    const inspector = await person("inspector", { language });
    const dispatcher = await person("dispatcher", { language });
    const handler = await person("handler", { language });
    const checker = await person("checker", { language });
    const handlersUnit = await ownUnit(handler);
    const month = new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Shanghai", year: "numeric", month: "2-digit" }).format(new Date());

    // The inspector chooses a site, another one in each language.
    await inspector.goto("/sites");
    const site = (await inspector.locator('a[href^="/sites/"]').evaluateAll((links) =>
      links.map((link) => link.getAttribute("href") ?? "").filter((href) => /^\/sites\/\d+$/.test(href)),
    ))[place * 3];
    if (!site) throw new Error("the city has no sites");
    const answer = await inspector.request.get(`/api/v1${site}`);
    const { unit } = (await answer.json()) as { unit: { code: string; name: string } };

    // The leader looks at its score before.
    const before = await standing(leader, unit.code, month);

    // Four items fail; the first with a photo.
    await inspector.goto(`/inspections/new?site=${site.split("/").pop()}`);
    await expectAccessible(inspector);
    const items = inspector.locator("fieldset.cx-item");
    const count = await items.count();
    expect(count).toBeGreaterThan(3);
    const photo = await inspector.screenshot({ type: "jpeg", quality: 60 });
    for (let at = 0; at < count; at++) {
      const item = items.nth(at);
      await unfold(item);
      const answer = at < 4 ? "not_met" : "met";
      await item.locator(`label:has(input[value="${answer}"])`).click();
      if (answer === "not_met") {
        await unfold(item);
        await item.locator("textarea").fill(`第 ${at + 1} 项不符合 / item ${at + 1}`);
        if (at === 0) await item.locator("input[type=file]").setInputFiles({ name: "found.jpg", mimeType: "image/jpeg", buffer: photo });
      }
    }
    await inspector.locator(".cx-dock button").click();
    await expect(inspector).toHaveURL(/\/inspections\/\d+/);
    await expectAccessible(inspector);
    await picture(inspector, `visit-${language}`);
    const visit = new URL(inspector.url()).pathname;
    const found = inspector.locator('.cx-items-failed a[href^="/cases/"]');
    expect(await found.count()).toBe(4);
    const number = (await found.first().innerText()).trim();
    const address = `/cases/${number}`;

    // Filed, and sent to the handler's unit.
    await dispatcher.goto(address);
    await expectAccessible(dispatcher);
    await send(await form(dispatcher, "filing"));
    const dispatch = await form(dispatcher, "dispatch");
    const lead = dispatch.locator("select[name=lead]");
    const option = lead.locator("option", { hasText: handlersUnit }).first();
    await lead.selectOption((await option.getAttribute("value")) ?? "");
    await send(dispatch);

    // Taken on, done, shown.
    await handler.goto(address);
    await expectAccessible(handler);
    await send(await form(handler, "acceptance"));
    const result = await form(handler, "result");
    await result.locator("textarea[name=text]").fill("已清理完毕，恢复原状 / cleaned up");
    const after = await handler.screenshot({ type: "jpeg", quality: 55 });
    await result.locator("input[type=file]").setInputFiles({ name: "after.jpg", mimeType: "image/jpeg", buffer: after });
    await send(result);

    // Looked at on the spot.
    await dispatcher.goto(address);
    await send(await form(dispatcher, "check-request"));
    await checker.goto(address);
    await expectAccessible(checker);
    const check = await form(checker, "check");
    await check.locator("textarea[name=text]").fill("现场已复原 / seen on the spot");
    await check.locator('button[name=result][value="pass"]').click();

    // Closed, every condition ticked.
    await dispatcher.goto(address);
    const closure = await form(dispatcher, "closure");
    for (const box of await closure.locator("input[type=checkbox]").all()) await box.check();
    await send(closure);
    await dispatcher.goto(address);
    await expect(dispatcher.locator("form[action$='/closure']")).toHaveCount(0);
    await expectAccessible(dispatcher);
    await picture(dispatcher, `case-${language}`);

    // The leader sees another score, and why. It is counted anew a moment after the case was closed.
    await expect
      .poll(async () => (await standing(leader, unit.code, month)).score, {
        message: `${unit.name} has another score than before`,
        timeout: 20_000,
      })
      .not.toBe(before.score);
    const now = await standing(leader, unit.code, month);
    await expectAccessible(leader);
    await picture(leader, `why-${language}`);
    const trace = leader.locator(`.cx-tree .cx-leaf:has(a[href^="${visit}"]):has(img)`).first();
    await trace.evaluate((node) => {
      for (let at = node.closest("details"); at; at = at.parentElement?.closest("details") ?? null) at.open = true;
    });
    const picturesInTrace = leader.locator(`.cx-tree .cx-leaf:has(a[href^="${visit}"]) img`);
    await expect(picturesInTrace.first()).toBeVisible();
    await expect.poll(() => picturesInTrace.first().evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBeGreaterThan(0);
    // The same visit may also stand in branches that are closed.
    await leader.locator(`.cx-tree a[href^="${visit}"]:visible`).first().click();
    await expect(leader).toHaveURL(new RegExp(`${visit}`));
    await expect(leader.locator(".cx-items-failed img").first()).toBeVisible();

    // In its group the unit stands where the changed score puts it.
    expect(now.rank === before.rank && now.score === before.score).toBe(false);
  });
}

/** Opens an answered item again, as the script folds those that are done. */
async function unfold(item: Locator): Promise<void> {
  const button = item.locator("[data-unfold]");
  if (await button.isVisible()) await button.click();
}
