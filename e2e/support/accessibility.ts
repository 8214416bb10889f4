import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";

/** Fails when axe finds anything that it calls serious or critical on the page as it stands. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"])
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
