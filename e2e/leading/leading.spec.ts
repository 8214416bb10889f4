import { type Browser, expect, type Page, test as base } from "@playwright/test";
import { expectAccessible, expectNoSidewaysScroll } from "../support/accessibility.ts";
import type { Engine } from "../support/database.ts";
import { inLanguage, isToldAgain, type Language, LANGUAGES } from "../support/language.ts";
import { takePicture } from "../support/pictures.ts";
import { CityServer } from "../support/server.ts";
import { signIn } from "../support/story.ts";

/** A list that takes over changes what every other story files by, so these stories have a city of their own. */
const test = base.extend<object, { engine: Engine; own: CityServer }>({
  engine: ["sqlite", { option: true, scope: "worker" }],
  own: [
    async ({ engine }, use) => {
      const server = await CityServer.start(engine);
      await use(server);
      await server.stop();
    },
    { scope: "worker", timeout: 180_000 },
  ],
});

const TITLES = "大类代码,大类名称,小类代码,小类名称,立案条件,结案条件,处置时限,处置单位,主管部门";

/** The office brings the city's own list, in which codes have changed places, leads them and puts it in force; a form of before is refused. */
for (const language of LANGUAGES) {
  test(`a city's own categories take over (${language})`, async ({ browser, own }) => {
    test.setTimeout(180_000);
    const office = await open(browser, own, language);
    await signIn(office, own.signInOf("office"), language);
    const page = await open(browser, own, language);
    await signIn(page, own.signInOf("inspector"), language);
    await page.goto("/cases/new");

    const answer = await office.request.get("/api/v1/units?kind=department");
    const units: { name: string }[] = (await answer.json()).units;
    const unit = units[0]?.name ?? "";
    // Told again, the same codes change places once more.
    const [first, fifth] = isToldAgain(language) ? ["店外经营", "非机动车乱停"] : ["非机动车乱停", "店外经营"];
    const rows = [
      `04,街面秩序,01,${first},占盲道停放,摆放整齐,4工作时,${unit},无`,
      `,,05,${fifth},店外摆摊,收回店内,2工作时,${unit},无`,
      `01,市容环境,01,道路不洁,路面有垃圾,清扫干净,1工作时,${unit},无`,
      `,,02,暴露垃圾及积存渣土,有暴露垃圾,清运干净,2工作时,${unit},无`,
    ];
    const buffer = Buffer.from(`${TITLES}\n${rows.join("\n")}\n`);
    await office.goto("/imports");
    const preview = office.locator("form[action='/imports/filing-standard/preview']");
    await preview.locator("input[type=file]").setInputFiles({ name: "事件.csv", mimeType: "text/csv", buffer });
    await preview.locator("button").click();
    await office.locator("form[action='/imports/filing-standard'] button").click();
    const confirm = office.locator("#cx-confirm button[value=yes]");
    await Promise.all([office.waitForEvent("load"), confirm.click()]);

    await office.goto("/categories");
    await office.locator("a[href='/categories/leading']").click();
    await expectAccessible(office);
    await takePicture(office, `open-${language}`);
    await office.setViewportSize({ width: 390, height: 844 });
    await expectNoSidewaysScroll(office);
    await takePicture(office, `open-${language}-390`);
    await office.setViewportSize({ width: 1366, height: 768 });

    // What has the same name is led by itself; the likeliest is taken by a tick; the rest is left out with a reason.
    await expect(office.locator("input[name='to-E0405']")).toHaveValue(/^E0401 /);
    const enforce = office.locator("form[action='/categories/leading/decision'] button");
    const take = office.locator("input[name='take-E0102']");
    if ((await take.count()) > 0) await take.check();
    for (const row of await office.locator("tbody tr").all()) {
      const [to, reason] = [row.locator("input[name^='to-']"), row.locator("input[name^='reason-']")];
      const ticked = (await row.locator("input[type=checkbox]:checked").count()) > 0;
      if (!ticked && (await to.inputValue()) === "" && (await reason.inputValue()) === "") await reason.fill("本年度不再检查");
    }
    await Promise.all([office.waitForEvent("load"), office.locator("form[action='/categories/leading'] button").click()]);
    await expect(office.locator("main, .cx-notice").first()).toBeVisible();
    await expect(enforce).toBeEnabled();
    await takePicture(office, `led-${language}`);
    await enforce.click();
    await Promise.all([office.waitForEvent("load"), confirm.click()]);
    await expect(office).toHaveURL(/\/categories$/);
    await expectAccessible(office);

    // A form that was shown before the list took over.
    const form = page.locator("form[action='/cases/new']");
    await form.locator("select[name=category]").selectOption("E0405");
    const division = form.locator("select[name=division]");
    await division.selectOption((await division.locator("option:not([value=''])").first().getAttribute("value")) ?? "");
    await form.locator("textarea[name=text]").fill("六辆");
    await Promise.all([page.waitForEvent("load"), form.locator("button.cx-btn-primary").click()]);
    await expect(page.locator(".cx-field-error").first()).toContainText(inLanguage(language, "请按现用版本重新选择", "Choose again"));
    await expect(form.locator("select[name=category]")).toHaveValue("");
    await takePicture(page, `refused-${language}`);
    await form.locator("select[name=category]").selectOption("E0401");
    await Promise.all([page.waitForURL(/\/cases\/[^/]*\d/), form.locator("button.cx-btn-primary").click()]);
    await expect(page.locator("main")).toContainText("E0401");
  });
}

async function open(browser: Browser, city: CityServer, language: Language): Promise<Page> {
  const context = await browser.newContext({
    baseURL: city.baseUrl,
    locale: language === "zh-CN" ? "zh-CN" : "en-GB",
    timezoneId: "Asia/Shanghai",
    viewport: { width: 1366, height: 768 },
  });
  return context.newPage();
}
