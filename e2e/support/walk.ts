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
 * Follows links from an address until no new form of address turns up, one page of each form. So a page that is added
 * later is pictured and checked without a list that somebody forgets. Pages work without script, so that their links are
 * read from what the server sends; drawing each page for every role that may see it would take most of the walk's time.
 */
export async function findPages(page: Page, from: string, onBroken: (fault: Error) => void = fail): Promise<FoundPage[]> {
  const found = new Map<string, string>();
  const asked = new Set<string>();
  const waiting = [from];
  for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
    const form = formOf(path);
    if (found.has(form) || asked.has(path)) continue;
    asked.add(path);
    const answer = await page.request.get(path);
    if (answer.status() >= 400) {
      onBroken(new Error(`A link leads to ${path}, which answers ${answer.status()}.`));
      continue;
    }
    // A link may lead to a file, such as the original of a photo.
    if (!answer.headers()["content-type"]?.startsWith("text/html")) continue;
    found.set(form, path);
    if (found.size > MOST_PAGES) {
      throw new Error(`More than ${MOST_PAGES} forms of pages: ${[...found.keys()].slice(-10).join(", ")} …`);
    }
    waiting.push(...(await linksOf(page, await answer.text(), answer.url())).filter((link) => !found.has(formOf(link))));
  }
  return [...found].map(([form, path]) => ({ form, path })).sort((one, other) => one.form.localeCompare(other.form));
}

/** What stands behind these words is the code of one thing, digits or not: `/units/education`. */
const CODED = new Set(["units", "people", "nodes", "site-types", "check-items", "survey-items", "materials", "presets", "templates", "mappings", "procedures"]);
/** But these are pages of their own. */
const PAGES = new Set(["new", "matrix", "gaps", "queues", "export", "search"]);

/**
 * `/cases/ZZ-2026-000123/map?lamp=red` and its like are all `/cases/-/map`: numbers, ids and codes name one thing. The
 * tabs of an evaluation system and the views of the scores are pages of their own, which share nothing but their head.
 */
export function formOf(path: string): string {
  const [pathname = "", query = ""] = path.replace(/#.*$/, "").split("?");
  const parts = pathname.split("/");
  const form = parts
    .map((part, at) => {
      const namesOne = /\d/.test(part) && !/^v\d+$/.test(part);
      const isCode = CODED.has(parts[at - 1] ?? "") && !PAGES.has(part);
      return namesOne || isCode ? "-" : part;
    })
    .join("/");
  const name = form === "/scores" ? "view" : form.startsWith("/standards/-") ? "tab" : "";
  const view = new URLSearchParams(query).get(name);
  return view ? `${form}?${name}=${view}` : form;
}

/** Same-origin addresses of the page's links, without those that download. */
async function linksOf(page: Page, html: string, address: string): Promise<string[]> {
  const hrefs = await page.evaluate((text) => {
    const parsed = new DOMParser().parseFromString(text, "text/html");
    return [...parsed.querySelectorAll("a[href]:not([download])")].map((link) => link.getAttribute("href") ?? "");
  }, html);
  const here = new URL(address);
  return hrefs
    .map((href) => new URL(href, here))
    .filter((link) => link.origin === here.origin && !/\.(xlsx|csv|json|pdf|jpe?g|png|webp)$/.test(link.pathname))
    // A photo is shown by the browser's own viewer, which is no page of ours.
    .filter((link) => !link.pathname.includes("/photos/"))
    .map((link) => link.pathname + link.search);
}

function fail(fault: Error): never {
  throw fault;
}
