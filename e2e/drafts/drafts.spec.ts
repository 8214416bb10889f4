import type { Page } from "@playwright/test";
import { press } from "../support/acts.ts";
import { expectAccessible, expectNoSidewaysScroll } from "../support/accessibility.ts";
import { inLanguage, LANGUAGES } from "../support/language.ts";
import type { SignIn } from "../support/program.ts";
import { actOnPart } from "../support/quiet.ts";
import { CityServer } from "../support/server.ts";
import { expect, signIn, test } from "../support/story.ts";

const DRAFT =
  "长效机制实施意见\n（征求意见稿）\n第一条　为巩固创建成果，制定本意见。\n第二条　行业部门每月检查一次。\n第三条　镇街负责属地日常巡查。\n第四条　本意见自印发之日起施行。";

async function look(page: Page): Promise<void> {
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
}

async function send(page: Page): Promise<void> {
  await press(page.locator("form.cx-form .cx-btn-primary"));
}

for (const language of LANGUAGES) {
  test(`Yanji's draft to 59 departments and 10 towns (${language})`, async ({ browser, engine, picture, troubles }) => {
    test.setTimeout(600_000);
    const city = await CityServer.start(engine, "", "222401");
    try {
      const open = async (account: SignIn): Promise<Page> => {
        const locale = language === "zh-CN" ? "zh-CN" : "en-GB";
        const context = await browser.newContext({ baseURL: city.baseUrl, locale, timezoneId: "Asia/Shanghai" });
        const page = await context.newPage();
        troubles.watch(page);
        await signIn(page, account, language);
        return page;
      };
      // Who answers for each unit.
      const answering = new Map<string, SignIn>();
      for (const one of city.signIns.filter((one) => !/创建办/.test(one.unit))) {
        if (["handler", "unit_head"].includes(one.role) && !answering.has(one.unit)) answering.set(one.unit, one);
      }
      const answers = (unit: string): SignIn => {
        const found = answering.get(unit);
        if (!found) throw new Error(`nobody answers for ${unit}`);
        return found;
      };
      const towns = [...answering.keys()].filter((unit) => /(街道办事处|镇人民政府)$/.test(unit));
      expect(towns).toHaveLength(10);
      const office = await open(city.signInOf("office"));
      await office.goto("/matters/new?procedure=draft");
      await look(office);
      await office.locator("input[name=title]").fill("长效机制实施意见（征求意见稿）");
      await office.locator("textarea[name=text]").fill(DRAFT);
      await office.locator("textarea[name=note]").fill("说明：分行业和属地落实责任。");
      await office.locator("input[name=ends]").fill("2099-12-31");
      await office.locator("select[name=audience]").selectOption("department");
      await office.locator("textarea[name=units]").fill(towns.join("\n"));
      await picture(office, `publish-${language}`);
      await send(office);
      await expect(office).toHaveURL(/\/matters\/M\d{6}-\d+$/);
      const whole = new URL(office.url()).pathname;
      await expect(office.locator("body")).toContainText(inLanguage(language, "待反馈 69", "To comment 69"));
      await look(office);

      // A town comments on a clause, at first with words that do not stand there.
      const town = await open(answers(towns[0] ?? ""));
      await town.goto("/matters?show=mine&procedure=draft");
      await press(town.locator("tbody a").first());
      const part = new URL(town.url()).pathname;
      await town.goto(`${part}/clauses`);
      await look(town);
      const row = town.locator("tbody tr", { hasText: "第二条" }).first();
      await row.locator("a").first().click();
      await look(town);
      await town.locator("select[name=change]").selectOption("words");
      await town.locator("input[name=quoted]").fill("每旬");
      await town.locator("textarea[name=words]").fill("每季度");
      await town.locator("textarea[name=reason]").fill("便于落实 / easier to do");
      await send(town);
      await expect(town.locator("form.cx-form input[name=quoted]")).toHaveValue("每旬");
      await expect(town.getByRole("alert").first()).toBeVisible();
      await town.locator("input[name=quoted]").fill("每月");
      await picture(town, `comment-${language}`);
      await send(town);
      await expect(town.locator("body")).toContainText("每季度");
      await look(town);
      await picture(town, `mine-${language}`);
      await town.setViewportSize({ width: 390, height: 844 });
      await town.goto(`${part}/clauses`);
      await expectNoSidewaysScroll(town);
      await picture(town, `mine-390-${language}`);

      // A department has none, and says so on its page; the other 67 say so without a browser.
      const department = answers(city.signIns.find((one) => one.login === "handler")?.unit ?? "");
      const line = await open(department);
      await line.goto("/matters?show=mine&procedure=draft");
      await press(line.locator("tbody a").first());
      const none = line.locator("form", { has: line.locator('input[name=action][value="none"]') }).first();
      await none.evaluate((node) => {
        for (let at = node.closest("details"); at; at = at.parentElement?.closest("details") ?? null) at.open = true;
      });
      await press(none.locator("button"));
      const others = [...answering.values()].filter((one) => one.unit !== towns[0] && one.unit !== department.unit);
      let said = 0;
      for (const one of others) said += (await actOnPart(city, one, "draft", "none")) ? 1 : 0;
      expect(said).toBe(67);

      // The office decides, sees the difference and issues what was adopted.
      await office.goto(`${whole}/clauses`);
      await look(office);
      await office.locator("a[href*='/clauses/decide']").first().click();
      await look(office);
      await office.locator("select[name=ruling]").selectOption("refused");
      await send(office);
      await expect(office.getByRole("alert").first()).toBeVisible();
      await office.locator("select[name=ruling]").selectOption("adopted");
      await picture(office, `decide-${language}`);
      await send(office);
      await expect(office.locator("body")).toContainText(inLanguage(language, "采纳", "Adopted"));
      await picture(office, `clauses-${language}`);
      await office.goto(`${whole}/difference`);
      await expect(office.locator("ins").first()).toHaveText("季度");
      await look(office);
      await picture(office, `difference-${language}`);
      const table = await office.request.get(`${whole}/adoption.docx`);
      expect(table.status()).toBe(200);
      expect((await table.body()).subarray(0, 2).toString()).toBe("PK");

      await office.goto(whole);
      const act = async (action: string, fields: Record<string, string> = {}) => {
        const form = office.locator("form", { has: office.locator(`input[name=action][value="${action}"]`) }).first();
        await form.evaluate((node) => {
          for (let at = node.closest("details"); at; at = at.parentElement?.closest("details") ?? null) at.open = true;
        });
        for (const [name, text] of Object.entries(fields)) await form.locator(`[name="${name}"]`).fill(text);
        await press(form.locator("button"));
      };
      await act("revise");
      await act("issue_text", { issue_number: "创建办〔2026〕7 号", effective_on: "2027-01-01" });
      await expect(office.locator("body")).toContainText(inLanguage(language, "已印发", "Issued"));
      await look(office);
      await picture(office, `issued-${language}`);
      await office.setViewportSize({ width: 390, height: 844 });
      await office.goto(`${whole}/difference`);
      await expectNoSidewaysScroll(office);
    } finally {
      await city.stop();
    }
  });
}
