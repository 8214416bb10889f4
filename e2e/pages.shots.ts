import { mkdir, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { BrowserContextOptions, Page } from "@playwright/test";
import { LANGUAGES } from "./support/language.ts";
import { makePages } from "./support/made-pages.ts";
import { test } from "./support/story.ts";
import type { Role } from "./support/story.ts";
import { type FoundPage, findPages } from "./support/walk.ts";

const FOLDER = resolve(process.env["CHANGXIAO_PICTURES"] ?? join(import.meta.dirname, "../target/pages"));

const WIDTHS: Record<string, BrowserContextOptions> = {
  "1366": { viewport: { width: 1366, height: 768 } },
  "390": { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true },
};

/** Together these see every page; a page that several see is pictured once, for the first of them. */
const ROLES: readonly Role[] = ["office", "dispatcher", "inspector", "handler", "checker", "leader", "system_admin", "security_admin", "auditor"];

for (const language of LANGUAGES) {
  for (const [width, browser] of Object.entries(WIDTHS)) {
    test(`pages ${language} ${width}`, async ({ person, stranger, city }) => {
      const folder = join(FOLDER, language, width);
      await rm(folder, { recursive: true, force: true });
      await mkdir(folder, { recursive: true });

      const pictured = new Set<string>();
      for (const role of ROLES.filter((role) => city.signIns.some((signIn) => signIn.role === role))) {
        const page = await person(role, { language, browser });
        for (const found of await findPages(page, "/", (fault) => console.warn(fault.message))) {
          if (pictured.has(found.form)) continue;
          pictured.add(found.form);
          await page.goto(found.path);
          await take(page, folder, pictureName(found));
        }
        await page.context().close();
      }
      // What only a street sees: the form to blow a whistle, and a whistle of its own.
      const town = await person("handler", { unit: city.signIns.find((signIn) => signIn.login === "town")?.unit ?? "", language, browser });
      await town.goto("/whistles/new");
      await take(town, folder, "whistles-new");
      await town.context().close();
      const doors = { person: (role: Role) => person(role, { language, browser }), stranger: () => stranger({ language, browser }) };
      for await (const { name, page } of makePages(doors)) {
        pictured.add(name);
        await take(page, folder, `made-${name}`);
      }
      console.log(`   ${pictured.size} pictures in ${folder}`);
    });
  }
}

async function take(page: Page, folder: string, name: string): Promise<void> {
  await page.evaluate(() => document.fonts.ready);
  // Maps and charts draw when what they asked for has come.
  await page.waitForLoadState("networkidle");
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true, animations: "disabled" });
}

function pictureName({ form }: FoundPage): string {
  return form === "/" ? "overview" : form.slice(1).replace(/\?(\w+)=/, "-$1-").replaceAll("/-", "-one").replaceAll("/", "-");
}
