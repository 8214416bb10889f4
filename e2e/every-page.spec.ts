import { expectAccessible, expectNoSidewaysScroll } from "./support/accessibility.ts";
import { LANGUAGES } from "./support/language.ts";
import { expect, type Role, test } from "./support/story.ts";
import { findPages } from "./support/walk.ts";

const WIDTHS = [1366, 390];

/** Who sees what nobody before them in the list sees. */
const ROLES: readonly Role[] = ["office", "handler", "inspector", "system_admin", "security_admin", "auditor"];

for (const language of LANGUAGES) {
  test(`every page has a heading, fits its window and shows axe nothing serious (${language})`, async ({ person }) => {
    test.setTimeout(900_000);
    const seen = new Set<string>();
    // All faults at once: one page's fault must not hide the next one's.
    const faults: string[] = [];
    const note = (where: string) => (problem: Error) => void faults.push(`${where}: ${problem.message.split("\n").slice(0, 12).join("\n")}`);
    for (const role of ROLES) {
      const page = await person(role, { language });
      const pages = await test.step(`find the pages of ${role}`, () => findPages(page, "/", note(role)));
      for (const { form, path } of pages.filter(({ form }) => !seen.has(form))) {
        seen.add(form);
        await test.step(`${form} (${path})`, async () => {
          await page.goto(path);
          await expect(page.locator("html")).toHaveAttribute("lang", language);
          await expect(page.getByRole("heading", { level: 1 })).toHaveCount(1, { timeout: 2_000 }).catch(note(path));
          for (const width of WIDTHS) {
            await page.setViewportSize({ width, height: 844 });
            await expectNoSidewaysScroll(page).catch(note(`${path} at ${width} px`));
            await expectAccessible(page).catch(note(`${path} at ${width} px`));
          }
        });
        await page.setViewportSize({ width: 1366, height: 768 });
      }
      await page.context().close();
    }
    expect(faults, faults.join("\n\n")).toEqual([]);
    expect(seen.size, "pages found by following links").toBeGreaterThan(10);
  });
}
