import { type Browser, type BrowserContextOptions, expect, type Page, test as base } from "@playwright/test";
import type { Engine } from "./database.ts";
import { inLanguage, type Language, speak } from "./language.ts";
import { takePicture } from "./pictures.ts";
import type { SignIn } from "./program.ts";
import { CityServer } from "./server.ts";
import { Troubles } from "./troubles.ts";

export { expect } from "@playwright/test";

/** The roles that a post may give: the codes of the program. */
export type Role =
  | "office"
  | "dispatcher"
  | "handler"
  | "unit_head"
  | "inspector"
  | "checker"
  | "leader"
  | "auditor"
  | "system_admin"
  | "security_admin";

export interface StoryOptions {
  engine: Engine;
}

export interface PersonOptions {
  /** Chooses among several people of the role by a part of their unit's name. */
  unit?: string;
  language?: Language;
  /** Width and height, time zone, touch and so on of this person's browser. */
  browser?: BrowserContextOptions;
}

interface StoryFixtures {
  /** Opens a browser of somebody's own, signs in with that role and gives the page. */
  person: (role: Role, options?: PersonOptions) => Promise<Page>;
  /** Opens a browser of somebody's own who has not signed in. */
  stranger: (options?: Omit<PersonOptions, "unit">) => Promise<Page>;
  /** Takes a picture of the whole page where they are asked for. */
  picture: (page: Page, name: string) => Promise<void>;
  /** Errors that nobody sees; the story fails on them at its end. */
  troubles: Troubles;
  serverLog: void;
}

interface WorkerFixtures {
  engine: Engine;
  city: CityServer;
}

export const test = base.extend<StoryFixtures, WorkerFixtures>({
  engine: ["sqlite", { option: true, scope: "worker" }],

  city: [
    async ({ engine }, use) => {
      const city = await CityServer.start(engine);
      await use(city);
      await city.stop();
    },
    { scope: "worker", timeout: 180_000 },
  ],

  baseURL: async ({ city }, use) => use(city.baseUrl),

  troubles: async ({}, use) => {
    const troubles = new Troubles();
    await use(troubles);
    troubles.throwIfAny();
  },

  stranger: async ({ browser, city, troubles }, use) => {
    await use(async ({ language = "zh-CN", browser: options } = {}) => {
      const page = await openBrowser(browser, city, language, options);
      troubles.watch(page);
      return page;
    });
  },

  person: async ({ stranger, city }, use) => {
    await use(async (role, { unit, ...options } = {}) => {
      const page = await stranger(options);
      await signIn(page, city.signInOf(role, unit), options.language);
      return page;
    });
  },

  picture: async ({}, use) => use(takePicture),

  // When a story fails, the server often knows why.
  serverLog: [
    async ({ city }, use, testInfo) => {
      await use();
      if (city.hasEnded) throw new Error(`The server ended during the story.\n${city.lastLines}`);
      if (testInfo.status !== testInfo.expectedStatus) {
        await testInfo.attach("server.log", { body: city.lastLines, contentType: "text/plain" });
      }
    },
    { auto: true },
  ],
});

/** Fills in the form of the sign-in page and waits until another page has come. */
export async function signIn(page: Page, account: SignIn, language: Language = "zh-CN"): Promise<void> {
  await page.goto("/");
  await speak(page, language);
  await page.locator("input[name=login]").fill(account.login);
  await page.locator("input[name=password]").fill(account.password);
  await page.getByRole("button", { name: inLanguage(language, "登录", "Sign in"), exact: true }).click();
  await expect(page.locator("input[name=password]"), `${account.login} has signed in`).toHaveCount(0);
  // The account remembers its own language; the menu changes it.
  if ((await page.locator("html").getAttribute("lang")) !== language) {
    await page.locator(".cx-post summary").click();
    await page.locator(`.cx-post button[name=lang][value="${language}"]`).click();
  }
  await expect(page.locator("html")).toHaveAttribute("lang", language);
}

async function openBrowser(
  browser: Browser,
  city: CityServer,
  language: Language,
  options: BrowserContextOptions = {},
): Promise<Page> {
  const context = await browser.newContext({
    baseURL: city.baseUrl,
    locale: language === "zh-CN" ? "zh-CN" : "en-GB",
    timezoneId: "Asia/Shanghai",
    viewport: { width: 1366, height: 768 },
    ...options,
  });
  return context.newPage();
}
