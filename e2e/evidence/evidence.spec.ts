import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expectAccessible, expectNoSidewaysScroll } from "../support/accessibility.ts";
import { LANGUAGES } from "../support/language.ts";
import { expect, test } from "../support/story.ts";

const PDF = fileURLToPath(new URL("../../crates/files/tests/documents/chromium.pdf", import.meta.url));

for (const language of LANGUAGES) {
  test(`evidence is brought, shown, used by a case and not asked for again (${language})`, async ({ person, picture }) => {
    const office = await person("office", { language });
    // What was brought in the other language stands already.
    const buffer = Buffer.concat([await readFile(PDF), Buffer.from(`\n% ${language}`)]);
    const file = { name: "draft.pdf", mimeType: "application/pdf", buffer };
    const caption = `意见稿 / draft ${language}`;

    await office.goto("/evidence/new");
    await expectAccessible(office);
    await expectNoSidewaysScroll(office);
    await picture(office, `new-${language}`);
    await office.setInputFiles("input[name=file-1]", file);
    await office.fill("input[name=caption-1]", caption);
    await office.locator("input[name=tags]").first().check();
    await office.locator("form.cx-form .cx-btn-primary").click();
    await expect(office).toHaveURL(/\/evidence\/\d+$/);
    await expectAccessible(office);
    await expectNoSidewaysScroll(office);
    const address = new URL(office.url()).pathname;

    // The browser shows the PDF itself, from our own address, and nothing is refused on the way.
    const shown = await office.request.get(`${address}/file/view`);
    expect(shown.headers()["content-type"]).toBe("application/pdf");
    await expect(office.locator("iframe.cx-evidence-pdf")).toBeVisible();
    await picture(office, `shown-${language}`);

    // Found by a word of the document that stands in no caption.
    await office.goto("/evidence?q=长效机制");
    await expect(office.locator("tbody tr", { hasText: caption })).toHaveCount(1);
    await expectAccessible(office);
    await expectNoSidewaysScroll(office);
    await picture(office, `list-${language}`);

    // A case uses it.
    await office.goto("/cases?tab=all");
    const number = (await office.locator("tbody tr a").first().getAttribute("href"))?.match(/\d{6}-\d+/)?.[0] ?? "";
    await office.goto(address);
    await office.fill("input[name=case]", number);
    await office.locator('form[action$="/use"] button').click();
    await expect(office.locator(`a[href="/cases/${number}"]`)).toHaveCount(1);
    await office.goto(`/cases/${number}`);
    await expect(office.locator(`a[href="${address}"]`)).toHaveCount(1);

    // The same content again leads to the item that stands.
    await office.goto("/evidence/new");
    await office.setInputFiles("input[name=file-1]", file);
    await office.fill("input[name=caption-1]", "x");
    await office.locator("form.cx-form .cx-btn-primary").click();
    await expect(office).toHaveURL(new RegExp(`${address}$`));
    await expect(office.locator(".cx-notice")).toContainText(caption);
  });
}
