import type { CDPSession, Page } from "@playwright/test";
import { expectAccessible, expectNoSidewaysScroll } from "../support/accessibility.ts";
import { signOut } from "../support/shell.ts";
import { expect, signIn, test as base } from "../support/story.ts";

/** Passkeys are bound to names: the city is opened as localhost. */
const test = base.extend({
  stranger: async ({ stranger, city }, use) => {
    await use((options = {}) => {
      const named = city.baseUrl.replace("127.0.0.1", "localhost");
      return stranger({ ...options, browser: { ...options.browser, baseURL: named } });
    });
  },
});

/** Puts an authenticator of its own into somebody's browser (Chrome DevTools Protocol, WebAuthn). */
async function authenticator(page: Page): Promise<{ session: CDPSession; id: string }> {
  const session = await page.context().newCDPSession(page);
  await session.send("WebAuthn.enable");
  const { authenticatorId } = await session.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return { session, id: authenticatorId };
}

async function halfWay(page: Page, account: { login: string; password: string }): Promise<void> {
  await page.goto("/signin");
  await page.locator("input[name=login]").fill(account.login);
  await page.locator("input[name=password]").fill(account.password);
  await page.getByRole("button", { name: "登录", exact: true }).click();
  await expect(page).toHaveURL(/\/signin\/code/);
}

async function yes(page: Page): Promise<void> {
  await page.locator("#cx-confirm button[value=yes]").click();
}

test("an administrator adds a passkey, signs in with it, and keeps the last one", async ({ stranger, city, picture }) => {
  const account = city.signInOf("security_admin");
  const page = await stranger();
  const { session, id } = await authenticator(page);
  await signIn(page, account);

  await test.step("it is made with the password, and named", async () => {
    await page.goto("/account");
    await picture(page, "passkeys-none");
    await page.getByRole("link", { name: "添加通行密钥" }).click();
    await expectAccessible(page);
    await page.locator("input[name=name]").fill("办公电脑");
    await page.locator("input[name=password]").fill("not the password 0!");
    await page.getByRole("button", { name: "下一步" }).click();
    await expect(page.locator("main")).toContainText("原密码不对");
    await session.send("WebAuthn.clearCredentials", { authenticatorId: id });
    await page.locator("input[name=password]").fill(account.password);
    await picture(page, "passkeys-new");
    await page.getByRole("button", { name: "下一步" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("恢复码");
    await page.goto("/account");
    await expect(page.locator("#passkeys input[name=name]")).toHaveValue("办公电脑");
    await page.locator("#passkeys input[name=name]").fill("指挥部电脑");
    await page.locator("#passkeys").getByRole("button", { name: "改名" }).click();
    await expect(page.locator("#passkeys input[name=name]")).toHaveValue("指挥部电脑");
    await expectAccessible(page);
    await picture(page, "passkeys-one");
  });

  await test.step("the same device makes no second one", async () => {
    await page.goto("/account/passkeys/new");
    await page.locator("input[name=name]").fill("又一个");
    await page.locator("input[name=password]").fill(account.password);
    await page.getByRole("button", { name: "下一步" }).click();
    await expect(page.locator("form [role=alert]")).toContainText("没有建成通行密钥");
  });

  await test.step("it is asked for behind the password", async () => {
    await page.goto("/");
    await signOut(page);
    await halfWay(page, account);
    await expectAccessible(page);
    await picture(page, "passkeys-sign-in");
    await page.getByRole("button", { name: "用通行密钥登录" }).click();
    await expect(page.getByRole("navigation", { name: "主导航" }).first()).toBeVisible();
    await page.goto("/account");
    await expect(page.locator("#passkeys")).not.toContainText("从未");
  });

  await test.step("another browser has no passkey, and a wrong code opens nothing", async () => {
    const other = await stranger({ browser: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true } });
    const strange = await authenticator(other);
    await halfWay(other, account);
    await expectNoSidewaysScroll(other);
    await picture(other, "passkeys-sign-in-phone");
    await other.getByRole("button", { name: "用通行密钥登录" }).click();
    await expect(other.locator("form [role=alert]")).toContainText("没有读到通行密钥");
    await other.locator("input[name=code]").fill("AAAA-aaaa-2222");
    await other.getByRole("button", { name: "登录", exact: true }).click();
    await expect(other.getByRole("alert").first()).toContainText("验证码不对");
    await strange.session.detach();
  });

  await test.step("a copy whose counter goes back is not believed", async () => {
    const { credentials } = await session.send("WebAuthn.getCredentials", { authenticatorId: id });
    const [before] = credentials;
    expect(before).toBeDefined();
    await page.goto("/");
    await signOut(page);
    await session.send("WebAuthn.clearCredentials", { authenticatorId: id });
    await session.send("WebAuthn.addCredential", { authenticatorId: id, credential: { ...before!, signCount: 0 } });
    await halfWay(page, account);
    await page.getByRole("button", { name: "用通行密钥登录" }).click();
    await expect(page.getByRole("alert").first()).toContainText("可能已被复制");
    // The next one goes on, as the true one would.
    await session.send("WebAuthn.clearCredentials", { authenticatorId: id });
    await session.send("WebAuthn.addCredential", { authenticatorId: id, credential: { ...before!, signCount: before!.signCount + 5 } });
    await page.getByRole("button", { name: "用通行密钥登录" }).click();
    await expect(page.getByRole("navigation", { name: "主导航" }).first()).toBeVisible();
  });

  await test.step("it is removed with the password", async () => {
    await page.goto("/account");
    await page.locator("#passkeys input[name=removal_password]").fill(account.password);
    await page.locator("#passkeys").getByRole("button", { name: "删除" }).click();
    await yes(page);
    await expect(page.getByRole("status")).toContainText("通行密钥已删除");
    await page.goto("/");
    await signOut(page);
    await signIn(page, account);
  });
});
