import { createHmac } from "node:crypto";
import { type Browser, expect, type Locator, type Page, test as base } from "@playwright/test";
import { expectAccessible } from "../support/accessibility.ts";
import { form, send } from "../support/acts.ts";
import type { Engine } from "../support/database.ts";
import { takePicture } from "../support/pictures.ts";
import { CityServer } from "../support/server.ts";

/** Stories that begin on an empty machine: no city, nobody who could sign in. */
const test = base.extend<object, { engine: Engine; empty: CityServer }>({
  engine: ["sqlite", { option: true, scope: "worker" }],
  empty: [
    async ({ engine }, use) => {
      const server = await CityServer.empty(engine);
      await use(server);
      await server.stop();
    },
    { scope: "worker", timeout: 180_000 },
  ],
});

const PASSWORD = "Xiamen-长效-2026-first";

/**
 * An office person founds 厦门市, which does not ship, and sets it up from the check-list: what ships by a button, people and sites by
 * the sample sheets. Then six people take the first case from its report to its closing.
 */
test("from an empty machine to the first closed case", async ({ browser, empty }) => {
  test.setTimeout(420_000);
  const admin = await open(browser, empty);

  // Whatever is asked for, the way leads to the founding; without the key nothing is founded.
  await admin.goto("/cases");
  await expect(admin).toHaveURL(/\/founding\/city$/);
  await expectAccessible(admin);
  await admin.locator("input[name=city]").fill("厦门");
  await admin.locator("input[name=key]").fill("0".repeat(32));
  await admin.locator("form[action='/founding/city'] button").click();
  await expect(admin.locator(".cx-field-error")).toHaveCount(1);
  await admin.goto(empty.foundingPath);
  await admin.locator("input[name=city]").fill("没有这个市");
  await admin.locator("form[action='/founding/city'] button").click();
  await expect(admin.locator(".cx-field-error")).toHaveCount(1);
  await admin.locator("input[name=city]").fill("厦门市 3502");
  await admin.locator("form[action='/founding/city'] button").click();
  await expect(admin.locator("h1")).toHaveText("厦门市已新建");
  await expectAccessible(admin);
  const [login, once] = await admin.locator(".cx-table td").allInnerTexts();
  await signInFirst(admin, login ?? "", once ?? "");
  await setUpSecondFactor(admin);

  // What ships, one button after the other; the next one stands out.
  await admin.goto("/");
  await expectAccessible(admin);
  for (const step of ["divisions", "holidays", "standard", "units"]) {
    const row = admin.locator(`#founding-${step}`);
    await expect(row.locator(".cx-btn-primary")).toHaveCount(1);
    await row.locator(`form[action="/founding/${step}"] button`).click();
    await expect(admin.locator(`#founding-${step}`)).toContainText("已完成");
  }
  // An undo, and once more; divisions stay, because units stand on them.
  await expect(admin.locator("#founding-divisions")).toContainText("已有单位");
  await press(admin, "#founding-units form[action$='/removal'] button");
  await expect(admin.locator("#founding-units")).toContainText("待办");
  await admin.locator("#founding-units form[action='/founding/units'] button").click();
  await expect(admin.locator("#founding-units")).toContainText("已完成");

  // People and sites come in as the sample sheets have them.
  const people = await bringSample(admin, "people");
  const passwords = new Map<string, string>();
  for (const row of await people.locator(".cx-table tbody tr").all()) {
    const [who, , password] = await row.locator("td").allInnerTexts();
    passwords.set(who ?? "", password ?? "");
  }
  expect([...passwords.keys()].sort()).toEqual(["checker", "dispatcher", "handler", "head", "inspector", "office"]);
  await bringSample(admin, "sites");
  await admin.goto("/");
  await expect(admin.locator("#founding-sites")).toContainText("已完成");
  await takePicture(admin, "check-list");

  const person = async (who: string) => {
    const page = await open(browser, empty);
    await signInFirst(page, who, passwords.get(who) ?? "");
    return page;
  };
  const inspector = await person("inspector");
  const dispatcher = await person("dispatcher");
  const handler = await person("handler");
  const checker = await person("checker");

  // The first inspection finds the first problem.
  await inspector.goto("/sites");
  const site = await inspector.locator('a[href^="/sites/"]').evaluateAll((links) =>
    links.map((link) => link.getAttribute("href") ?? "").find((href) => /^\/sites\/\d+$/.test(href)),
  );
  await inspector.goto(`/inspections/new?site=${site?.split("/").pop()}`);
  const items = inspector.locator("fieldset.cx-item");
  const photo = await inspector.screenshot({ type: "jpeg", quality: 60 });
  for (let at = 0; at < (await items.count()); at++) {
    const item = items.nth(at);
    await unfold(item);
    await item.locator(`label:has(input[value="${at === 0 ? "not_met" : "met"}"])`).click();
    if (at > 0) continue;
    await unfold(item);
    await item.locator("textarea").fill("第一项不符合");
    await item.locator("input[type=file]").setInputFiles({ name: "found.jpg", mimeType: "image/jpeg", buffer: photo });
  }
  await inspector.locator(".cx-dock button").click();
  await expect(inspector).toHaveURL(/\/inspections\/\d+/);
  const number = (await inspector.locator('.cx-items-failed a[href^="/cases/"]').first().innerText()).trim();
  const address = `/cases/${number}`;

  await dispatcher.goto(address);
  await send(await form(dispatcher, "filing"));
  const dispatch = await form(dispatcher, "dispatch");
  const lead = dispatch.locator("select[name=lead]");
  const option = lead.locator("option", { hasText: "市城管局" }).first();
  await lead.selectOption((await option.getAttribute("value")) ?? "");
  await send(dispatch);
  await handler.goto(address);
  await send(await form(handler, "acceptance"));
  const result = await form(handler, "result");
  await result.locator("textarea[name=text]").fill("已清理完毕，恢复原状");
  const after = await handler.screenshot({ type: "jpeg", quality: 55 });
  await result.locator("input[type=file]").setInputFiles({ name: "after.jpg", mimeType: "image/jpeg", buffer: after });
  await send(result);
  await dispatcher.goto(address);
  await send(await form(dispatcher, "check-request"));
  await checker.goto(address);
  const check = await form(checker, "check");
  await check.locator("textarea[name=text]").fill("现场已复原");
  await check.locator('button[name=result][value="pass"]').click();
  await dispatcher.goto(address);
  const closure = await form(dispatcher, "closure");
  for (const box of await closure.locator("input[type=checkbox]").all()) await box.check();
  await send(closure);
  await dispatcher.goto(address);
  await expect(dispatcher.locator("form[action$='/closure']")).toHaveCount(0);
  await takePicture(dispatcher, "closed");

  // The list is through: what is left may wait, and nothing that the case stands on can be taken back.
  await admin.goto("/");
  await expect(admin.locator("#founding")).toHaveCount(0);
  await admin.goto("/founding");
  await expect(admin.locator("#founding-units form[action$='/removal']")).toHaveCount(0);
  await expect(admin.locator("#founding-units")).toContainText("已有问题");
  await admin.goto("/founding/city");
  await expect(admin.locator("form[action='/founding/city']")).toHaveCount(0);
});

async function open(browser: Browser, server: CityServer): Promise<Page> {
  const context = await browser.newContext({ baseURL: server.baseUrl, locale: "zh-CN", timezoneId: "Asia/Shanghai" });
  return context.newPage();
}

/** Signs in with a one-time password and takes one of one's own. */
async function signInFirst(page: Page, login: string, once: string): Promise<void> {
  await page.goto("/signin");
  await page.locator("input[name=login]").fill(login.trim());
  await page.locator("input[name=password]").fill(once.trim());
  await page.locator("form[action='/signin'] button").click();
  await expect(page).toHaveURL(/\/password/);
  await page.locator("input[name=old_password]").fill(once.trim());
  await page.locator("input[name=new_password]").fill(PASSWORD);
  await page.locator("input[name=new_again]").fill(PASSWORD);
  await page.locator("form[action='/password'] button.cx-btn-primary").click();
  await expect(page).not.toHaveURL(/\/password/);
}

/** Administrators need a second factor before they do anything else. */
async function setUpSecondFactor(page: Page): Promise<void> {
  await page.goto("/account");
  await page.locator("form[action='/account/second-factor'] button").click();
  const secret = await page.locator("main code.cx-mono").first().innerText();
  await page.locator("input[name=code]").fill(codeOf(secret, Date.now()));
  await page.locator("form[action='/account/second-factor/confirmation'] button").click();
  await expect(page.locator("form[action='/account/second-factor/confirmation']")).toHaveCount(0);
}

/** The six digits that an authenticator shows (RFC 6238: SHA-1, 30 seconds). */
function codeOf(secret: string, at: number): string {
  const bits = [...secret.replace(/[^A-Z2-7]/g, "")]
    .map((sign) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(sign).toString(2).padStart(5, "0"))
    .join("");
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)));
  const digest = createHmac("sha1", key).update(counter).digest();
  const offset = (digest[19] ?? 0) & 15;
  return ((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).toString().padStart(6, "0");
}

/** Fetches the sample sheet of a step, brings it back as it is, and gives the page that answers the import. */
async function bringSample(page: Page, step: string): Promise<Page> {
  await page.goto("/");
  const row = page.locator(`#founding-${step}`);
  await row.locator("summary").click();
  const sample = await page.request.get((await row.locator('a[href^="/founding/samples/"]').getAttribute("href")) ?? "");
  await row.locator("input[type=file]").setInputFiles({
    name: `${step}.xlsx`,
    mimeType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    buffer: await sample.body(),
  });
  await row.locator("form[action$='/preview'] button").click();
  await expect(page.locator(".cx-notice-failed")).toHaveCount(0);
  await press(page, `form[action="/imports/${step}"] button`);
  return page;
}

/** Presses a button, and agrees where it asks first. */
async function press(page: Page, button: string): Promise<void> {
  await page.locator(button).first().click();
  const dialog = page.locator("#cx-confirm[open]");
  const asked = await dialog.waitFor({ timeout: 2_000 }).then(() => true, () => false);
  if (asked) await Promise.all([page.waitForEvent("load"), dialog.locator("button.cx-btn-primary").click()]);
}

/** Opens an answered item again, as the script folds those that are done. */
async function unfold(item: Locator): Promise<void> {
  const button = item.locator("[data-unfold]");
  if (await button.isVisible()) await button.click();
}
