import type { Page } from "@playwright/test";
import { expectAccessible, expectNoSidewaysScroll, leaveOutRepeats } from "./support/accessibility.ts";
import { LANGUAGES, type Language } from "./support/language.ts";
import { makePages } from "./support/made-pages.ts";
import { expect, type Role, test } from "./support/story.ts";
import { findPages } from "./support/walk.ts";

const WIDTHS = [1366, 390];

// A recording of every step would take longer than the steps; a fault names its page and what stands there.
test.use({ trace: "off" });

/** Who sees what nobody before them in the list sees. */
const ROLES: readonly Role[] = ["office", "handler", "inspector", "system_admin", "security_admin", "auditor"];

for (const language of LANGUAGES) {
  test(`every page has a heading, fits its window and shows axe nothing serious (${language})`, async ({ person }) => {
    test.setTimeout(1_200_000);
    const faults = new Faults();
    const seen = new Set<string>();
    for (const role of ROLES) {
      const page = await person(role, { language });
      const pages = await test.step(`find the pages of ${role}`, () => findPages(page, "/", faults.note(role)));
      for (const { form, path } of pages.filter(({ form }) => !seen.has(form))) {
        seen.add(form);
        await test.step(`${form} (${path})`, async () => {
          await page.goto(path);
          await examine(page, path, language, faults);
        });
      }
      await page.context().close();
    }
    faults.expectNone();
    expect(seen.size, "pages found by following links").toBeGreaterThan(50);
  });

  test(`so does every page to which no link leads (${language})`, async ({ person, stranger }) => {
    test.setTimeout(1_200_000);
    const faults = new Faults();
    const seen: string[] = [];
    const doors = { person: (role: Role) => person(role, { language }), stranger: () => stranger({ language }) };
    for await (const { name, page } of makePages(doors)) {
      seen.push(name);
      await test.step(name, () => examine(page, name, language, faults));
    }
    faults.expectNone();
    expect(seen.length, "pages made").toBeGreaterThan(60);
  });
}

async function examine(page: Page, name: string, language: Language, faults: Faults): Promise<void> {
  await expect(page.locator("html")).toHaveAttribute("lang", language).catch(faults.note(name));
  await expect(page.getByRole("heading", { level: 1 })).toHaveCount(1, { timeout: 2_000 }).catch(faults.note(name));
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 844 });
    await expectNoSidewaysScroll(page).catch(faults.note(`${name} at ${width} px`));
  }
  await leaveOutRepeats(page);
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 844 });
    await expectAccessible(page).catch(faults.note(`${name} at ${width} px`));
  }
  await page.setViewportSize({ width: 1366, height: 768 });
}

/** All faults at once: one page's fault must not hide the next one's. */
class Faults {
  readonly #found: string[] = [];

  note(where: string): (problem: Error) => void {
    return (problem) => void this.#found.push(`${where}: ${problem.message.split("\n").slice(0, 30).join("\n")}`);
  }

  expectNone(): void {
    expect(this.#found, this.#found.join("\n\n")).toEqual([]);
  }
}
