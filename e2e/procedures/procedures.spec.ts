import type { Page } from "@playwright/test";
import { expectAccessible, expectNoSidewaysScroll } from "../support/accessibility.ts";
import { inLanguage, LANGUAGES } from "../support/language.ts";
import { expect, test } from "../support/story.ts";

/** What somebody fills into the form of one part: a text, a choice, or the boxes that are ticked. */
type Filled = Record<string, string | readonly string[]>;

/** Somebody who writes a draft, and how much they did with their hands. */
class Writer {
  clicks = 0;
  letters = 0;
  readonly page: Page;
  readonly #begun = Date.now();

  constructor(page: Page) {
    this.page = page;
  }

  /** Opens the form of a part by its link on the draft, fills it in and saves it. */
  async write(at: string, filled: Filled): Promise<void> {
    await this.#open(at);
    await this.fill(filled);
    await this.save();
  }

  /** Adds a condition or an effect to a row. */
  async add(row: string, list: "given" | "effects", kind: string, filled: Filled = {}): Promise<void> {
    const form = this.page.locator("form", { has: this.page.locator(`input[name=at][value="${row}/${list}/-"]`) });
    await form.locator("select[name=kind]").selectOption(kind);
    await form.locator("button").click();
    this.clicks += 3;
    await this.fill(filled);
    await this.save();
  }

  async fill(filled: Filled): Promise<void> {
    const form = this.page.locator("form.cx-form-2");
    for (const [name, value] of Object.entries(filled)) {
      const field = form.locator(`[name="${name}"]`);
      if (typeof value !== "string") {
        for (const box of await field.all()) {
          const wanted = value.includes((await box.getAttribute("value")) ?? "");
          if (wanted !== (await box.isChecked())) {
            await box.setChecked(wanted);
            this.clicks += 1;
          }
        }
      } else if ((await field.evaluate((node) => node.tagName)) === "SELECT") {
        await field.selectOption(value);
        this.clicks += 2;
      } else {
        await field.fill(value);
        this.clicks += 1;
        this.letters += value.length;
      }
    }
  }

  async save(): Promise<void> {
    await this.page.locator("form.cx-form-2 .cx-btn-primary").click();
    this.clicks += 1;
    await expect(this.page).toHaveURL(/\/draft(#|$)/);
  }

  /** With a click in two seconds and two letters in one, and what the machine itself took. */
  minutes(): { hands: number; machine: number } {
    return { hands: (this.clicks * 2 + this.letters / 2) / 60, machine: (Date.now() - this.#begun) / 60_000 };
  }

  async #open(at: string): Promise<void> {
    const links = this.page.locator("a[href*='/draft/part?']");
    const place = await links.evaluateAll(
      (all, wanted) => all.findIndex((link) => new URL((link as HTMLAnchorElement).href).searchParams.get("at") === wanted),
      at,
    );
    await links.nth(place).click();
    this.clicks += 1;
  }
}

async function look(page: Page): Promise<void> {
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
}

async function act(page: Page, address: string, action: string, texts: Record<string, string> = {}): Promise<void> {
  await page.goto(`${address}/act?action=${action}`);
  for (const [name, text] of Object.entries(texts)) await page.locator(`form.cx-form [name="${name}"]`).fill(text);
  await page.locator("form.cx-form .cx-btn-primary").click();
  await expect(page).toHaveURL(new RegExp(`${address}$`));
}

for (const language of LANGUAGES) {
  test(`the office makes its own procedure and uses it the same day (${language})`, async ({ person, picture, city }) => {
    test.setTimeout(300_000);
    const office = await person("office", { language });
    const other = await person("system_admin", { language });
    const judge = await person("leader", { language });
    const unit = city.signIns.find((signIn) => signIn.login === "town")?.unit ?? "";
    const town = await person("handler", { language, unit });
    const today = (await office.evaluate(() => new Date().toLocaleDateString("sv", { timeZone: "Asia/Shanghai" }))) ?? "";

    await office.goto("/procedures");
    await look(office);
    await picture(office, `list-${language}`);
    await office.locator('a[href="/procedures/supply"]').click();
    await look(office);
    await picture(office, `shipped-${language}`);

    // From nothing: names, what the parts are called, who is asked for what on what ground.
    const writer = new Writer(office);
    await office.goto("/procedures/new");
    await look(office);
    await writer.fill({ name_zh: `花坛评比 ${language}`, name_en: `Flower beds ${language}` });
    await writer.save();
    const draft = new URL(office.url()).pathname;
    await look(office);
    await picture(office, `blank-${language}`);
    await writer.write("", {
      purpose_zh: "各社区报送花坛照片和介绍，评委打分，优秀的公布 / entries with a photo and a text",
      source_zh: "创建办〔2026〕5 号 / notice 5",
      edition: "2026-1",
      in_force_from: today,
    });
    await writer.write("/part", { name_zh: "参赛作品", name_en: "Entry" });
    await writer.write("/ask", {
      issuer_zh: "市创建办 / office",
      basis_zh: "创建办〔2026〕5 号 / notice 5",
      frequency: "yearly",
      until: "2099-12-31",
      minutes: "15",
    });
    // The entry: a photo, a text, points; asked, handed in, rated.
    await writer.write("/part/flow/fields/-", { name_zh: "照片", name_en: "Photo", kind: "files", required_at: ["answer"], most: "3", pictures: ["yes"] });
    await writer.write("/part/flow/fields/-", { name_zh: "介绍", name_en: "Text", kind: "text", required_at: ["answer"] });
    await writer.write("/part/flow/fields/-", { name_zh: "得分", name_en: "Points", kind: "thousandths" });
    await look(office);
    await picture(office, `faults-${language}`);
    await writer.write("/part/flow/states/1", { name_zh: "待评分", name_en: "To be rated", turn: "role:leader", end: [] });
    await writer.write("/part/flow/states/-", { name_zh: "已评分", name_en: "Rated", end: ["yes"] });
    await writer.write("/part/flow/actions/-", { name_zh: "打分", name_en: "Rate" });
    await writer.write("/part/flow/rows/0", { enters: ["photo", "text"] });
    await writer.write("/part/flow/rows/-", { action: "rate", to: "rated", from: ["answered"], who: ["leader"], side: "anybody", enters: ["points"] });
    await writer.write("/part/flow/fields/2", { required_at: ["rate"] });
    // The competition: entries are asked for, and the best are published once all are rated.
    await writer.write("/whole/fields/-", { name_zh: "优秀名单", name_en: "The best", kind: "text", required_at: ["finish"] });
    await writer.write("/whole/rows/1", { enters: ["the_best"] });
    await writer.add("/whole/rows/0", "effects", "issue");
    await writer.add("/whole/rows/1", "given", "all_parts", { is: ["rated"] });
    await look(office);
    await picture(office, `draft-${language}`);
    await office.setViewportSize({ width: 390, height: 844 });
    await expectNoSidewaysScroll(office);
    await picture(office, `draft-390-${language}`);
    await office.setViewportSize({ width: 1366, height: 768 });

    // Tried out: two units hand in, both are rated, it is over. Nothing of it is there afterwards.
    await office.locator(`a[href="${draft}/tryout"]`).click();
    writer.clicks += 1;
    const tryOut = async (action: string, seat: string, on: number): Promise<void> => {
      const form = office.locator("form.cx-try", {
        has: office.locator(`input[name=action][value=${action}]`),
      }).and(office.locator(`form.cx-try:has(input[name=on][value="${on}"])`));
      await form.and(office.locator(`form.cx-try:has(input[name=seat][value=${seat}])`)).locator("button").first().click();
      writer.clicks += 1;
      await expect(office.locator(".cx-notice-failed")).toHaveCount(0);
    };
    await tryOut("begin", "beginner", 0);
    await look(office);
    await picture(office, `tryout-${language}`);
    await tryOut("answer", "first", 1);
    await tryOut("answer", "second", 2);
    await tryOut("rate", "beginner", 1);
    await tryOut("rate", "beginner", 2);
    await tryOut("finish", "beginner", 0);
    await expect(office.locator("form.cx-try")).toHaveCount(0);
    await look(office);
    await office.goto("/matters");
    await expect(office.locator("td a", { hasText: `花坛评比 ${language}` })).toHaveCount(0);

    // Put in force by two.
    await office.goto(draft);
    await office.locator(`form[action="${draft}/proposal"] button`).click();
    writer.clicks += 2;
    await look(office);
    await expect(office.locator(`form[action="${draft}/confirmation"]`)).toHaveCount(0);
    const { hands, machine } = writer.minutes();
    test.info().annotations.push({
      type: "minutes",
      description: `${writer.clicks} clicks and ${writer.letters} letters: ${hands.toFixed(1)} min by hand; ${machine.toFixed(1)} min in this story`,
    });
    expect(hands, "made in ten minutes").toBeLessThan(10);
    await other.goto(draft);
    await look(other);
    await picture(other, `confirm-${language}`);
    await other.locator(`form[action="${draft}/confirmation"] button`).click();
    await expect(other).toHaveURL(/\/procedures\/[a-z_]+$/);
    await look(other);

    // The same day one is issued and answered.
    const key = draft.split("/")[2] ?? "";
    await office.goto(`/matters/new?procedure=${key}`);
    await look(office);
    await office.fill("input[name=title]", `夏季花坛 / summer ${language}`);
    await office.fill("textarea[name=units]", unit);
    await office.locator("form.cx-form .cx-btn-primary").click();
    await expect(office).toHaveURL(/\/matters\/M\d{6}-\d+$/);
    const whole = new URL(office.url()).pathname;
    await town.goto("/");
    const link = town.locator('a[href^="/matters/M"]', { hasText: `夏季花坛 / summer ${language}` }).first();
    await link.click();
    const part = new URL(town.url()).pathname;
    await town.goto(`${part}/act?action=answer`);
    await look(town);
    const photo = await town.screenshot({ type: "jpeg" });
    await town.setInputFiles('input[name="photo.file"]', { name: "bed.jpg", mimeType: "image/jpeg", buffer: photo });
    await town.fill('input[name="photo.caption"]', `花坛 / bed ${language}`);
    await town.fill("textarea[name=text]", "月季三百株 / 300 roses");
    await town.locator("form.cx-form .cx-btn-primary").click();
    await expect(town).toHaveURL(new RegExp(`${part}$`));
    await act(judge, part, "rate", { points: "92.5" });
    await act(office, whole, "finish", { the_best: "月季花坛 / the roses" });
    await look(office);
    await expect(office.locator("main")).toContainText("月季花坛 / the roses");
    await expect(office.locator("main")).toContainText(inLanguage(language, "已办结", "Done"));
    await picture(office, `over-${language}`);
    await office.goto(`/procedures/${key}`);
    await look(office);
    await picture(office, `own-${language}`);
  });
}
