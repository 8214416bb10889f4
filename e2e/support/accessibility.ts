import AxeBuilder from "@axe-core/playwright";
import { type Page, test } from "@playwright/test";

/** Beyond these numbers rows, options, months and branches only repeat what stands before them. */
const REPEATS = [
  "tbody > tr:nth-child(n+13)",
  "select option:nth-child(n+4)",
  "datalist > option:nth-child(n+2)",
  ".cx-cal-month:nth-of-type(n+3)",
  ".cx-tree > details:nth-of-type(n+8), .cx-tree > .cx-node:nth-of-type(n+8)",
  ".cx-tree details details:nth-of-type(n+6), .cx-tree details .cx-node:nth-of-type(n+6)",
  ".cx-tree .cx-leaf:nth-of-type(n+8)",
  ".cx-checks > label:nth-child(n+12)",
  "td details > :nth-child(n+6)",
];

/** Takes out what repeats: axe needs half a minute for a list of a thousand units and finds on the last what it found on the first. */
export async function leaveOutRepeats(page: Page): Promise<void> {
  await page.evaluate((selectors) => {
    for (const part of document.querySelectorAll(selectors)) part.remove();
  }, REPEATS.join(", "));
}

/**
 * Fails when axe finds anything that it calls serious or critical on the page as it stands. No page depends on the engine: a story that
 * is told on both in the same language asks on SQLite alone.
 */
export async function expectAccessible(page: Page): Promise<void> {
  const { project, title } = test.info();
  if (project.name === "postgres" && !title.endsWith("(en)")) return;
  const { violations } = await new AxeBuilder({ page })
    // Only faults are written down in full, which is most of axe's work on a long page.
    .options({ resultTypes: ["violations"] })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"])
    // Our pages have no frames, for which axe would open a second page and load itself there.
    .setLegacyMode()
    .analyze();
  const grave = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  if (grave.length === 0) return;
  const report = grave.map(({ id, impact, help, nodes }) => {
    const places = nodes.slice(0, 5).map((node) => `    ${node.target.join(" ")}\n      ${node.failureSummary ?? ""}`);
    return `  ${id} (${impact}, ${nodes.length} places): ${help}\n${places.join("\n")}`;
  });
  throw new Error(`axe found grave faults on ${page.url()}:\n${report.join("\n")}`);
}

/** Fails when the page is wider than its window: on a phone, that hides what stands at the right. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const { content, window } = await page.evaluate(() => ({
    content: document.documentElement.scrollWidth,
    window: document.documentElement.clientWidth,
  }));
  if (content > window) {
    throw new Error(`${page.url()} is ${content} px wide in a window of ${window} px.`);
  }
}
