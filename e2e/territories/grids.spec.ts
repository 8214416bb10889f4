import { expectAccessible, expectNoSidewaysScroll } from "../support/accessibility.ts";
import { inLanguage, LANGUAGES } from "../support/language.ts";
import { expect, test } from "../support/story.ts";

/**
 * The office draws a grid by hand, gives it somebody who walks it, and ends it. While it is there, a report from beside it is asked about,
 * and the page of gaps names what lies in no grid.
 */
for (const language of LANGUAGES) {
  test(`the office keeps grids by hand, and what lies in none is asked about (${language})`, async ({ person, picture }) => {
    const office = await person("office", { language });
    const look = async (name: string) => {
      await expectAccessible(office);
      await expectNoSidewaysScroll(office);
      await picture(office, `${name}-${language}`);
      await office.setViewportSize({ width: 390, height: 844 });
      await expectNoSidewaysScroll(office);
      await picture(office, `${name}-${language}-390`);
      await office.setViewportSize({ width: 1366, height: 768 });
    };
    const answer = await office.request.get("/api/v1/sites?limit=200");
    const sites: { division: { code: string }; position: { longitude: number; latitude: number } | null }[] = (await answer.json()).sites;
    const placed = sites.filter((site) => site.position !== null && site.division.code.length >= 9);
    const towns = [...new Set(placed.map((site) => site.division.code.slice(0, 9)))];
    const town = towns[language === "en" ? towns.length - 2 : towns.length - 1] ?? "";
    const at = placed.find((site) => site.division.code.startsWith(town))?.position;
    if (!at) throw new Error("no site lies in a town");
    const code = language === "en" ? "HAND-EN" : "HAND-ZH";
    // A square beside the site.
    const [west, south] = [at.longitude + 0.002, at.latitude + 0.002];
    const [east, north] = [west + 0.004, south + 0.004];
    const ring = [[west, south], [east, south], [east, north], [west, north], [west, south]];
    const outline = JSON.stringify({ type: "Polygon", coordinates: [ring] });
    const send = () => Promise.all([office.waitForEvent("load"), office.locator("main form.cx-form button.cx-btn-primary").click()]);

    await office.goto("/grids");
    await office.locator("a[href='/grids/new']").first().click();
    await office.locator("#name").fill("手划网格");
    await office.locator("#code").fill(code);
    await office.locator("#division").fill(town);
    await office.locator("#outline").fill("{}");
    await send();
    await expect(office.locator(".cx-field-error")).toHaveCount(1);
    await look("grid-refused");
    await office.locator("#outline").fill(outline);
    await send();
    await expect(office).toHaveURL(new RegExp(`/grids\\?division=${town}`));
    await expect(office.locator("tbody")).toContainText(code);

    // Somebody walks it.
    await office.locator("tbody tr", { hasText: code }).locator("a").first().click();
    const post = await office.locator("#posts option").first().getAttribute("value");
    await office.locator("#staff_post").fill(post ?? "");
    await look("grid-form");
    await send();
    const row = office.locator("tbody tr", { hasText: code });
    await expect(row).not.toContainText(inLanguage(language, "无人负责", "Nobody"));
    await look("grid-list");

    // A report from the site's own place lies in the town, and in none of its grids.
    const place = `category=E0405&division=${town}&place=${encodeURIComponent("网格外路口")}`;
    await office.goto(`/cases/new?${place}&lon=${at.longitude}&lat=${at.latitude}`);
    await send();
    const right = office.locator("input[name=in_no_grid]");
    await expect(right).toBeVisible();
    await look("asked");
    await right.check();
    await send();
    await expect(office).toHaveURL(/\/cases\/\d+-\d+$/);
    const number = office.url().split("/").pop() ?? "";

    await office.goto("/units/gaps");
    await expect(office.locator(`main a[href='/cases/${number}']`)).toBeVisible();
    await look("gaps");

    // It ends: nothing is left open, and the list keeps it apart.
    await office.goto(`/grids/${code}/edit`);
    await office.locator("#until").fill("2026-01-01");
    await send();
    await expect(office).toHaveURL(/ended=1/);
    await expect(office.locator("tbody")).toContainText(code);
    await office.goto("/units/gaps");
    await expect(office.locator(`main a[href='/cases/${number}']`)).toHaveCount(0);
  });
}
