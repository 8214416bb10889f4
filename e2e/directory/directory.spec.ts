import type { Page } from "@playwright/test";
import { expectAccessible, expectNoSidewaysScroll } from "../support/accessibility.ts";
import { CLIENT_ID, CLIENT_SECRET, Directory } from "../support/provider.ts";
import { CityServer } from "../support/server.ts";
import { signOut } from "../support/shell.ts";
import { expect, signIn, test as base } from "../support/story.ts";

/** A city whose owner has listed the machine of the directory, and that directory. */
const test = base.extend<object, { directory: Directory }>({
  directory: [
    async ({}, use) => {
      const directory = await Directory.listen();
      await use(directory);
      await directory.stop();
    },
    { scope: "worker" },
  ],
  city: [
    async ({ engine, directory }, use) => {
      const city = await CityServer.start(engine, 'webhook_hosts_inside = ["127.0.0.1"]\n');
      directory.serve(city.baseUrl);
      await use(city);
      await city.stop();
    },
    { scope: "worker", timeout: 120_000 },
  ],
});

const SIGN_IN = "用“市统一身份认证”登录";

async function yes(page: Page): Promise<void> {
  await page.locator("#cx-confirm button[value=yes]").click();
}

test("a person links, signs out and comes in through the city's directory, as far as the post here goes", async ({
  person,
  stranger,
  city,
  directory,
  picture,
  troubles,
}) => {
  // What goes wrong on the directory's own pages: its sign-in page asks for a font from another machine.
  troubles.expect(new RegExp(`on ${directory.issuer}/`));
  await test.step("two of the three administrators set it up", async () => {
    const security = await person("security_admin");
    await security.goto("/security");
    await security.locator("a[href='/security/directory']").click();
    await security.locator("input[name=name]").fill("市统一身份认证");
    await security.locator("input[name=issuer]").fill(directory.issuer);
    await security.locator("input[name=client_id]").fill(CLIENT_ID);
    await security.locator("input[name=client_secret]").fill(CLIENT_SECRET);
    await security.getByRole("button", { name: "测试连接" }).click();
    await expect(security.getByRole("status")).toContainText("连接正常");
    await expect(security.locator("input[name=issuer]"), "what was typed stays").toHaveValue(directory.issuer);
    await picture(security, "directory-set-up");
    await expectAccessible(security);
    await security.locator("input[name=client_secret]").fill(CLIENT_SECRET);
    await security.locator("input[name=is_on]").check();
    await security.getByRole("button", { name: "保存" }).click();
    await expect(security.getByRole("status")).toContainText("待另一名管理员确认");

    const auditor = await person("auditor");
    await auditor.goto("/notices");
    await expect(auditor.locator("main")).toContainText("统一身份认证登录：有一项待另一名管理员确认");
    await auditor.goto("/administrators");
    await picture(auditor, "directory-confirmation");
    await auditor.getByRole("button", { name: "确认", exact: true }).click();
    await yes(auditor);
    await expect(auditor.getByRole("status")).toContainText("已确认");
  });

  const account = city.signInOf("dispatcher");
  const page = await stranger();

  await test.step("whom the directory knows and nobody here has linked is told so", async () => {
    await page.goto("/");
    await picture(page, "directory-sign-in");
    await expectAccessible(page);
    await page.getByRole("link", { name: SIGN_IN }).click();
    await directory.letIn(page, "lin.xiao");
    await expect(page.getByRole("alert")).toContainText("lin.xiao 尚未关联本系统账号");
    await picture(page, "directory-not-linked");
  });

  await test.step("the person links the account with the password, and signs out", async () => {
    await signIn(page, account);
    await page.goto("/account");
    await page.locator("a[href='/account/directory']").click();
    // The directory knows this browser from before and asks nothing.
    await page.getByRole("link", { name: "去“市统一身份认证”确认身份" }).click();
    await expect(page.locator("main")).toContainText("确认您是 lin.xiao");
    await picture(page, "directory-link");
    await expectAccessible(page);
    await page.locator("input[name=password]").fill("not the password 0!");
    await page.getByRole("button", { name: "关联", exact: true }).click();
    await expect(page.locator("main")).toContainText("原密码不对");
    await page.locator("input[name=password]").fill(account.password);
    await page.getByRole("button", { name: "关联", exact: true }).click();
    await expect(page.getByRole("status")).toContainText("已关联");
    await picture(page, "directory-linked");
    await signOut(page);
  });

  let answered = "";
  await test.step("comes in through the directory, which asks anew after a sign-out", async () => {
    page.on("request", (request) => {
      if (request.url().includes("/signin/directory/answer?")) answered = request.url();
    });
    await page.getByRole("link", { name: SIGN_IN }).click();
    await expect(page.locator("input[name=login]"), "the directory asks for the name again").toBeVisible();
    await directory.letIn(page, "lin.xiao");
    await expect(page.getByRole("navigation", { name: "主导航" }).first()).toBeVisible();
    const refused = await page.goto("/security");
    expect(refused?.status(), "the post here gives what one may do").toBe(403);
    await page.goto("/cases");
    await expectNoSidewaysScroll(page);
  });

  await test.step("an answer is good once, in the browser that asked for it", async () => {
    expect(answered).not.toBe("");
    const again = await page.goto(answered);
    expect(again?.status()).toBe(401);
    await expect(page.getByRole("alert")).toContainText("不是在本浏览器发起的");
    const other = await stranger();
    await other.goto(answered);
    await expect(other.getByRole("alert")).toContainText("不是在本浏览器发起的");
    // With a sign-in of its own begun, another state and a code that was used are refused, too.
    await other.goto("/signin");
    await other.getByRole("link", { name: SIGN_IN }).click();
    await expect(other).toHaveURL(new RegExp(`^${directory.issuer}/`));
    await other.goto(answered);
    await expect(other.getByRole("alert"), "another state").toContainText("不是在本浏览器发起的");
    let begun = "";
    other.on("request", (request) => {
      const url = new URL(request.url());
      if (url.origin === directory.issuer && url.searchParams.has("state")) begun = url.searchParams.get("state") ?? "";
    });
    await other.getByRole("link", { name: SIGN_IN }).click();
    await expect(other).toHaveURL(new RegExp(`^${directory.issuer}/`));
    const replayed = new URL(answered);
    replayed.searchParams.set("state", begun);
    await other.goto(replayed.toString());
    await expect(other.getByRole("alert"), "a code that was used").toContainText("没有放行");
    await other.goto("/cases");
    await expect(other, "nobody came in").toHaveURL(/\/signin/);
  });

  await test.step("a token for another system lets nobody in", async () => {
    directory.forOtherSystem = true;
    const other = await stranger();
    await other.goto("/");
    await other.getByRole("link", { name: SIGN_IN }).click();
    await directory.letIn(other, "lin.xiao");
    await expect(other.getByRole("alert")).toContainText("凭据无效");
    directory.forOtherSystem = false;
  });

  await test.step("while the directory is away passwords still sign in", async () => {
    troubles.expect(/503/);
    directory.isAway = true;
    const other = await stranger({ language: "en" });
    await other.goto("/");
    await other.getByRole("link", { name: "Sign in with 市统一身份认证" }).click();
    await directory.letIn(other, "lin.xiao");
    await expect(other.getByRole("alert")).toContainText("cannot be reached just now");
    await picture(other, "directory-away-en");
    await signIn(other, account, "en");
    await other.goto("/account/directory");
    directory.isAway = false;
    await expectAccessible(other);
    await picture(other, "directory-account-en");
  });
});
