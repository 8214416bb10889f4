import type { Page } from "@playwright/test";
import { press, step } from "../support/acts.ts";
import { expectAccessible, expectNoSidewaysScroll } from "../support/accessibility.ts";
import { inLanguage, LANGUAGES, type Language } from "../support/language.ts";
import type { SignIn } from "../support/program.ts";
import { actOnPart } from "../support/quiet.ts";
import { CityServer } from "../support/server.ts";
import { expect, signIn, test } from "../support/story.ts";

for (const language of LANGUAGES) {
  test(`86 letters of Zhalantun from issue to the last signature (${language})`, async ({
    browser,
    engine,
    picture,
    troubles,
  }) => {
    test.setTimeout(600_000);
    const city = await CityServer.start(engine, "", "150783");
    try {
      const open = async (account: SignIn | undefined, wanted: Language): Promise<Page> => {
        const locale = wanted === "zh-CN" ? "zh-CN" : "en-GB";
        const context = await browser.newContext({ baseURL: city.baseUrl, locale, timezoneId: "Asia/Shanghai" });
        const page = await context.newPage();
        troubles.watch(page);
        if (account) await signIn(page, account, wanted);
        return page;
      };
      const heads = city.signIns.filter((one) => one.role === "unit_head");
      expect(heads).toHaveLength(86);
      const office = await open(city.signInOf("office"), language);

      // One act makes all of them.
      await office.goto("/matters/new?procedure=letter");
      await expectAccessible(office);
      await expectNoSidewaysScroll(office);
      await office.locator("input[name=title]").fill("2026 年度创建责任书");
      await office.locator("input[name=year]").fill("2026");
      await office.locator("textarea[name=text]").fill("一、承担创建全国文明城市任务。\n二、按时办结。");
      await office.locator("input[name=basis]").fill("启动会");
      await office.locator("input[name=due]").fill("2099-12-31");
      await office.locator("select[name=audience]").selectOption("all");
      await picture(office, `issue-${language}`);
      await office.locator("form.cx-form .cx-btn-primary").click();
      await expect(office).toHaveURL(/\/matters\/M\d{6}-\d+$/);
      const whole = new URL(office.url()).pathname;
      await expect(office.locator("body")).toContainText(inLanguage(language, "待签订 86", "To be signed 86"));
      await expectAccessible(office);

      // One head looks at the letter and signs it.
      const shown = city.signIns.find((one) => one.login === "head");
      if (!shown) throw new Error("nobody is shown as head");
      const head = await open(shown, language);
      await head.goto("/matters?show=mine");
      await press(head.locator("tbody a").first());
      await expect(head.locator("body")).toContainText(shown.unit);
      await expectAccessible(head);
      await picture(head, `letter-${language}`);
      await step(head, "sign");
      const code = (await head.locator("a[href^='/letters/']").first().innerText()).trim();
      expect(code).toMatch(/^[0-9A-Z]{5}(-[0-9A-Z]{5}){3}-.$/);
      await picture(head, `signed-${language}`);
      await head.goto(`${new URL(head.url()).pathname}/print`);
      await expect(head.locator("body")).toContainText(code);
      await expectAccessible(head);
      await picture(head, `print-${language}`);

      // Whoever holds the paper checks it, on a phone, without signing in.
      const stranger = await open(undefined, language);
      await stranger.setViewportSize({ width: 390, height: 844 });
      await stranger.goto("/letters");
      await expectAccessible(stranger);
      await expectNoSidewaysScroll(stranger);
      await stranger.locator("input[name=code]").fill("7ZQ4M");
      await stranger.locator("form.cx-form button").click();
      await expect(stranger.getByRole("alert")).toBeVisible();
      await stranger.locator("input[name=code]").fill(code.toLowerCase().replaceAll("-", ""));
      await stranger.locator("form.cx-form button").click();
      await expect(stranger.locator(".cx-notice-done")).toBeVisible();
      await expect(stranger.locator("body")).toContainText(shown.unit);
      await expectAccessible(stranger);
      await expectNoSidewaysScroll(stranger);
      await picture(stranger, `check-${language}`);

      // The others sign; who has not is counted until nobody is left.
      const left = heads.filter((one) => one.login !== "head");
      for (const one of left.slice(0, -1)) expect(await actOnPart(city, one, "letter", "sign")).toBeTruthy();
      await office.goto(whole);
      await expect(office.locator("body")).toContainText(inLanguage(language, "待签订 1", "To be signed 1"));
      await step(office, "urge");
      const last = left.at(-1);
      if (!last) throw new Error("nobody is left");
      await actOnPart(city, last, "letter", "sign");
      await office.goto(whole);
      await step(office, "conclude");
      await expect(office.locator("body")).toContainText(inLanguage(language, "已全部签订", "All signed"));
      await expectAccessible(office);
      await picture(office, `concluded-${language}`);
      await office.setViewportSize({ width: 390, height: 844 });
      await office.goto(whole);
      await expectNoSidewaysScroll(office);
    } finally {
      await city.stop();
    }
  });
}
