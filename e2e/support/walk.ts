import type { Page } from "@playwright/test";

export interface FoundPage {
  /** The path's form, with `-` for what names one thing: `/cases/-`. */
  readonly form: string;
  /** The first address of that form. */
  readonly path: string;
}

/** More than there are forms of pages; a walk that finds more is going round in circles. */
const MOST_PAGES = 150;

/**
 * Follows links from a page until no new form of address turns up, one page of each form. So a page that is added later
 * is pictured and checked without a list that somebody forgets.
 */
export async function findPages(page: Page, from: string, onBroken: (fault: Error) => void = fail): Promise<FoundPage[]> {
  const found = new Map<string, string>();
  const waiting = [from];
  for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
    const form = formOf(path);
    if (found.has(form)) continue;
    // A link may lead to a file, such as the original of a photo.
    const response = await page.goto(path).catch((problem: Error) => {
      if (problem.message.includes("Download is starting")) return undefined;
      throw problem;
    });
    if (response === undefined || !isPage(response?.headers()["content-type"])) continue;
    if (response && response.status() >= 400) {
      onBroken(new Error(`A link leads to ${path}, which answers ${response.status()}.`));
      continue;
    }
    found.set(form, path);
    if (found.size > MOST_PAGES) {
      throw new Error(`More than ${MOST_PAGES} forms of pages: ${[...found.keys()].slice(-10).join(", ")} …`);
    }
    waiting.push(...(await linksOf(page)).filter((link) => !found.has(formOf(link))));
  }
  return [...found].map(([form, path]) => ({ form, path })).sort((one, other) => one.form.localeCompare(other.form));
}

/** What stands behind these words is the code of one thing, digits or not: `/units/education`. */
const CODED = new Set(["units", "people", "nodes", "site-types", "check-items", "survey-items", "materials", "presets", "templates"]);
/** But these are pages of their own. */
const PAGES = new Set(["new", "matrix", "gaps", "export", "search"]);

/** `/cases/ZZ-2026-000123/map?lamp=red` and its like are all `/cases/-/map`: numbers, ids and codes name one thing. */
export function formOf(path: string): string {
  const pathname = path.replace(/[?#].*$/, "");
  const parts = pathname.split("/");
  return parts
    .map((part, at) => {
      const namesOne = /\d/.test(part) && !/^v\d+$/.test(part);
      const isCode = CODED.has(parts[at - 1] ?? "") && !PAGES.has(part);
      return namesOne || isCode ? "-" : part;
    })
    .join("/");
}

function isPage(contentType: string | undefined): boolean {
  return contentType?.startsWith("text/html") ?? false;
}

/** Same-origin addresses of the page's links, without those that download. */
async function linksOf(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLAnchorElement>("a[href]:not([download])")]
      .filter((link) => link.origin === location.origin && !/\.(xlsx|csv|json|pdf|jpe?g|png|webp)$/.test(link.pathname))
      // A photo is shown by the browser's own viewer, which is no page of ours.
      .filter((link) => !link.pathname.includes("/photos/"))
      .map((link) => link.pathname + link.search),
  );
}

function fail(fault: Error): never {
  throw fault;
}
