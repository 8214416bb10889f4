import { expectAccessible, expectNoSidewaysScroll } from "../support/accessibility.ts";
import { inLanguage, LANGUAGES, speak } from "../support/language.ts";
import { signOut } from "../support/shell.ts";
import { expect, signIn, test } from "../support/story.ts";

for (const language of LANGUAGES) {
  test(`a person signs in and out (${language})`, async ({ stranger, city, picture }) => {
    const page = await stranger({ language });
    await page.goto("/");
    await speak(page, language);
    await expectAccessible(page);
    await picture(page, "sign-in");

    const account = city.signInOf("dispatcher");
    await signIn(page, account, language);
    await expect(page.getByRole("navigation", { name: inLanguage(language, "主导航", "Main navigation") }).first()).toBeVisible();
    await expectAccessible(page);

    await signOut(page, language);
    await page.goBack();
    await page.reload();
    await expect(page.locator("input[name=password]"), "what was seen before is not shown again").toBeVisible();
  });
}

test("a wrong password is refused with the same words as an unknown name", async ({ stranger, city }) => {
  const page = await stranger();
  const answers: string[] = [];
  for (const login of [city.signInOf("leader").login, "nobody-of-that-name"]) {
    await page.goto("/");
    await page.locator("input[name=login]").fill(login);
    await page.locator("input[name=password]").fill("not the password 0!");
    await page.getByRole("button", { name: "登录", exact: true }).click();
    answers.push((await page.getByRole("alert").innerText()).trim());
  }
  expect(answers[0]).not.toBe("");
  expect(answers[1]).toBe(answers[0]);
});

test("a page that needs a sign-in comes after it", async ({ stranger, city }) => {
  const page = await stranger();
  await page.goto("/cases?lamp=red");
  await page.locator("input[name=login]").fill(city.signInOf("office").login);
  await page.locator("input[name=password]").fill(city.signInOf("office").password);
  await page.getByRole("button", { name: "登录", exact: true }).click();
  await expect(page).toHaveURL(/\/cases\?lamp=red$/);
});

test("the sign-in page fits a phone", async ({ stranger, picture }) => {
  const page = await stranger({ browser: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true } });
  await page.goto("/");
  await expectNoSidewaysScroll(page);
  await expectAccessible(page);
  await picture(page, "sign-in-phone");
});
