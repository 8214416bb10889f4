import { expect, type Page } from "@playwright/test";
import { press } from "./acts.ts";
import type { Role } from "./story.ts";

/** A page to which no link leads: what answers a form, a refusal, an empty list, a case in each of its states. */
export interface MadePage {
  readonly name: string;
  /** Shows it until the next one is asked for. */
  readonly page: Page;
}

export interface Doors {
  person(role: Role): Promise<Page>;
  stranger(): Promise<Page>;
}

const ROLES: readonly Role[] = ["dispatcher", "inspector", "handler", "unit_head", "checker", "leader"];

/** Whose work a case in that state is. */
const STATES: readonly (readonly [state: string, role: Role])[] = [
  ["reported", "dispatcher"],
  ["filed", "dispatcher"],
  ["dispatched", "handler"],
  ["handling", "handler"],
  ["handled", "dispatcher"],
  ["checking", "checker"],
  ["closed", "leader"],
  ["voided", "office"],
];

/** Makes every page to which no link leads, one after the other, in a city that nobody else uses. */
export async function* makePages(doors: Doors): AsyncGenerator<MadePage> {
  yield* ofStrangers(doors);
  yield* ofOffice(doors);
  yield* ofDrafts(doors);
  yield* ofProcedures(doors);
  yield* ofSystemAdministrators(doors);
  yield* ofSecurityAndAudit(doors);
  for (const role of ROLES) {
    const page = await doors.person(role);
    yield { name: `overview-${role}`, page };
    await page.context().close();
  }
  for (const [state, role] of STATES) {
    const page = await doors.person(role);
    await page.goto(`/cases?tab=all&state=${state}`);
    const link = page.locator("td.cx-c-no a").first();
    if ((await link.count()) > 0) {
      await link.click();
      yield { name: `case-${state}`, page };
    }
    await page.context().close();
  }
}

async function* ofStrangers({ stranger }: Doors): AsyncGenerator<MadePage> {
  const page = await stranger();
  await page.goto("/");
  yield { name: "signin", page };
  await page.locator("input[name=login]").fill("nobody");
  await page.locator("input[name=password]").fill("no such password");
  await press(page.locator("form:has(input[name=password]) button").last());
  yield { name: "signin-refused", page };
  await page.context().close();
}

async function* ofOffice({ person }: Doors): AsyncGenerator<MadePage> {
  const page = await person("office");
  for (const [name, path] of [
    ["error-404", "/no-such-page"],
    ["error-403", "/trace"],
    ["cases-empty", "/cases?tab=all&q=zzzzzz&lamp=late"],
    ["sites-empty", "/sites?q=zzzzzz"],
    ["units-found", "/units?q=%E5%B1%80"],
    ["units-empty", "/units?q=zzzzzz"],
    ["categories-empty", "/categories?q=zzzzzz"],
    ["scores-empty", "/scores?period=2020-01"],
    ["deadline-paused", "/calendar/deadline?from=2026-09-28T15:30&amount=3&kind=working_day&paused=2026-09-29T10:00&resumed=2026-10-09T09:00"],
    ["deadline-refused", "/calendar/deadline?from=2026-09-28T15:30&amount=0&kind=working_day"],
  ] as const) {
    await page.goto(path);
    yield { name, page };
  }
  for (const [name, path, form] of [
    ["case-new-refused", "/cases/new", "form[action='/cases/new']"],
    ["site-new-refused", "/sites/new", "form[action='/sites']"],
    ["unit-new-refused", "/units/new", "form[action='/units']"],
  ] as const) {
    await page.goto(path);
    if ((await page.locator(form).count()) === 0) continue;
    await send(page, form);
    yield { name, page };
  }

  // A workday more or less moves deadlines, which the page of the recount lists.
  const day = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10);
  await page.goto(`/calendar?day=${day}`);
  const kind = page.locator("#edit select[name=kind]");
  yield { name: "calendar-edit", page };
  await kind.selectOption((await kind.inputValue()) === "off" ? "" : "off");
  if ((await kind.inputValue()) === "off") await page.locator("#edit input[name=name]").fill("台风停工");
  await page.locator("#edit input[name=source]").fill("防汛办通知");
  await send(page, "#edit form");
  yield { name: "calendar-recount", page };

  yield* importsOf(page);
  await page.context().close();
}

/** What each list's own template would change; the lists that differ from it in a row; and a list that nobody can read. */
async function* importsOf(page: Page): AsyncGenerator<MadePage> {
  await page.goto("/imports");
  const forms = page.locator("form[action^='/imports/'][action$='/preview']");
  const kinds = await forms.evaluateAll((all) => all.map((form) => form.getAttribute("action")?.split("/")[2] ?? ""));
  expect(kinds.length, "lists that the office imports").toBeGreaterThan(3);
  for (const kind of kinds) {
    await page.goto("/imports");
    const template = await page.locator(`#${kind} a[href^='/imports/templates/']`).getAttribute("href");
    const answer = await page.request.get(template ?? "");
    await upload(page, kind, template?.split("/").pop() ?? "", changed(kind, await answer.body()));
    yield { name: `import-${kind}`, page };
  }
  await upload(page, "units", "单位.csv", Buffer.from("单位代码,单位名称,单位类型,上级单位代码,管辖区划\nA,甲局,市直部门,B\nB,乙局,不知道,A\n,丙局,市直部门,\n"));
  yield { name: "import-refused", page };
  const filing = "大类编码,大类名称,小类编码,小类名称,立案条件,结案条件,处置时限,主管部门,监管单位\n01,市容环境,01,暴露垃圾,垃圾堆放,清理干净,4工作时,城管局,城管局\n";
  await upload(page, "filing-standard", "立案标准.csv", Buffer.from(filing));
  yield { name: "import-filing-csv", page };
}

/** The categories come back with one limit and one name changed; the other templates bring a row of their own. */
function changed(kind: string, file: Buffer): Buffer {
  if (kind !== "categories") return file;
  return Buffer.from(file.toString("utf8").replace('"name_zh": "', '"name_zh": "新').replace(/"amount": 4\b/, '"amount": 6'));
}

async function upload(page: Page, kind: string, name: string, buffer: Buffer): Promise<void> {
  await page.goto("/imports");
  const form = `form[action='/imports/${kind}/preview']`;
  await page.locator(`${form} input[type=file]`).setInputFiles({ name, mimeType: "application/octet-stream", buffer });
  await send(page, form);
}

/** An edition that is being edited has pages that the one in force has not. */
/** What is only there while a procedure is written. */
async function* ofProcedures({ person }: Doors): AsyncGenerator<MadePage> {
  const page = await person("office");
  await page.goto("/procedures/new");
  await page.locator("input[name=name_zh]").fill("试办的规程");
  await page.locator("select[name=example]").selectOption("dispatch_order");
  await page.locator("form.cx-form .cx-btn-primary").click();
  await page.waitForURL(/\/draft$/);
  const draft = new URL(page.url()).pathname;
  yield { name: "procedure-draft", page };
  const parts = ["", "/part", "/ask", "/whole/fields/-", "/whole/rows/1", "/part/flow/states/0"];
  for (const at of parts) {
    await page.goto(`${draft}/part?at=${encodeURIComponent(at)}`);
    yield { name: `procedure-part${at.replaceAll("/", "-")}`, page };
  }
  await page.goto(`${draft}/tryout`);
  await page.locator("form.cx-try button").first().click();
  yield { name: "procedure-tryout", page };
  await page.goto(draft);
  await page.locator(`form[action="${draft}/proposal"] button`).click();
  yield { name: "procedure-proposed", page };
  await page.context().close();
}

async function* ofDrafts({ person }: Doors): AsyncGenerator<MadePage> {
  const page = await person("office");
  await page.goto("/standards");
  await page.locator("tr[data-href] a").first().click();
  const edition = `${Date.now() % 1_000_000}-T`;
  const copy = "form[action$='/draft']";
  await page.locator(`${copy} input[name=edition]`).fill(edition);
  await send(page, copy);
  const draft = new URL(page.url()).pathname;
  expect(draft).toContain(edition.slice(0, 6));
  yield { name: "draft", page };
  for (const tab of ["coverage", "sites", "survey", "materials", "presets"]) {
    await page.goto(`${draft}?tab=${tab}`);
    yield { name: `draft-${tab}`, page };
  }
  await page.goto(`${draft}/new-node`);
  yield { name: "draft-new-node", page };
  await page.goto(draft);
  await page.goto((await page.locator(".cx-tree a[href*='/nodes/']").nth(2).getAttribute("href")) ?? "");
  yield { name: "draft-node", page };
  await page.locator("a[href$='/edit']").first().click();
  yield { name: "draft-node-edit", page };
  const edit = "form.cx-form-2[method=post]";
  await page.locator(`${edit} input[name=name_zh]`).fill("改过的名称");
  await send(page, edit);
  for (const [slug, tab] of [
    ["site-types", "sites"],
    ["check-items", "sites"],
    ["survey-items", "survey"],
    ["materials", "materials"],
    ["presets", "presets"],
  ] as const) {
    await page.goto(`${draft}/new/${slug}`);
    yield { name: `draft-new-${slug}`, page };
    await send(page, edit);
    yield { name: `draft-new-${slug}-refused`, page };
    // Check items are edited on the page of their type of site.
    await page.goto(`${draft}?tab=${tab}`);
    if (slug === "check-items") await page.goto((await page.locator("a[href*='/site-types/']").first().getAttribute("href")) ?? "");
    if (slug === "check-items") yield { name: "draft-site-type", page };
    const address = (await page.locator(`a[href*='/${slug}/'][href$='/edit']`).first().getAttribute("href")) ?? "";
    await page.goto(address);
    yield { name: `draft-${slug}-edit`, page };
    await page.goto(address.replace(/edit$/, "removal"));
    yield { name: `draft-${slug}-removal`, page };
  }
  await page.goto("/standards");
  yield { name: "standards-two", page };
  await press(page.locator("form[action='/standards/diff'] button"));
  yield { name: "standards-diff", page };
  await page.context().close();
}

async function* ofSystemAdministrators({ person }: Doors): AsyncGenerator<MadePage> {
  const page = await person("system_admin");
  await page.goto("/people?q=zzzzzz");
  yield { name: "people-empty", page };
  await page.goto("/people/new");
  await send(page, "form[action='/people']");
  yield { name: "person-new-refused", page };
  const login = `zhang.san.${Date.now() % 1_000_000}`;
  await page.locator("input[name=name]").fill("张三");
  await page.locator("input[name=login]").fill(login);
  await send(page, "form[action='/people']");
  yield { name: "person-new-once", page };
  await page.goto(`/people/${login}`);
  yield { name: "person-new", page };
  await send(page, "form[action$='/posts']");
  yield { name: "person-post-refused", page };
  await page.context().close();
}

async function* ofSecurityAndAudit({ person }: Doors): AsyncGenerator<MadePage> {
  const security = await person("security_admin");
  await security.goto("/security");
  const issue = "form[action='/security/tokens']";
  await send(security, issue);
  yield { name: "security-refused", page: security };
  await security.locator(`${issue} input[name=name]`).fill("大屏");
  await security.locator(`${issue} select[name=post]`).selectOption({ index: 1 });
  await security.locator(`${issue} input[name=days]`).fill("30");
  await security.locator(`${issue} input[name=scope]`).first().check();
  await send(security, issue);
  yield { name: "security-token-once", page: security };
  await security.goto("/security");
  yield { name: "security-with-token", page: security };
  const admin = await person("system_admin");
  await admin.goto("/people/auditor");
  await send(admin, "form[action$='/opening']");
  yield { name: "administrators-first-half", page: admin };
  await admin.goto("/administrators");
  yield { name: "administrators-asked", page: admin };
  await admin.context().close();
  await security.goto("/administrators");
  yield { name: "administrators-waiting", page: security };
  await security.goto("/account");
  await send(security, "form[action='/account/second-factor']");
  yield { name: "second-factor-set-up", page: security };
  await send(security, "form[action='/account/second-factor/confirmation']");
  yield { name: "second-factor-wrong-code", page: security };
  await security.context().close();
  const auditor = await person("auditor");
  await auditor.goto("/trace?from=2001-01-01&to=2001-01-02");
  yield { name: "trace-empty", page: auditor };
  await send(auditor, "form[action='/trace/verification']");
  yield { name: "trace-verification", page: auditor };
  await auditor.context().close();
}

/** Sends a form as it stands, past the browser's own checks and the question whether one is sure: the server must answer. */
async function send(page: Page, form: string): Promise<void> {
  const loaded = page.waitForEvent("load");
  await page.locator(form).first().evaluate((node: HTMLFormElement) => node.submit());
  await loaded;
}
