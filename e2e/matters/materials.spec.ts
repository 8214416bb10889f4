import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expectAccessible, expectNoSidewaysScroll } from "../support/accessibility.ts";
import { LANGUAGES } from "../support/language.ts";
import { expect, test } from "../support/story.ts";

const run = promisify(execFile);
const PDF = fileURLToPath(new URL("../../crates/files/tests/documents/chromium.pdf", import.meta.url));

for (const language of LANGUAGES) {
  test(`a material from its request to the packet (${language})`, async ({ person, picture, city }) => {
    test.setTimeout(240_000);
    const unit = city.signIns.find((signIn) => signIn.role === "unit_head")?.unit ?? "";
    const asker = await person("office");
    const head = await person("unit_head", { language, unit });
    const office = await person("office", { language });

    // The office asks one unit for what a content of the standard wants.
    await asker.goto("/matters/new?procedure=material");
    await expectAccessible(asker);
    await asker.fill("input[name=title]", "创建机制文件 / founding papers");
    await asker.fill("input[name=node]", "III-1-1");
    await asker.selectOption("select[name=kind]", "document");
    const owner = asker.locator("select[name=owner] option", { hasText: unit }).first();
    await asker.selectOption("select[name=owner]", (await owner.getAttribute("value")) ?? "");
    // The same is not asked for twice for one time.
    const year = language === "en" ? 2024 : 2025;
    await asker.fill("input[name=period_from]", `${year}-06-01`);
    await asker.fill("input[name=period_until]", `${year + 1}-05-31`);
    await asker.fill("input[name=due]", "2099-12-31");
    await asker.locator("form.cx-form .cx-btn-primary").click();
    await expect(asker).toHaveURL(/\/matters\/M\d{6}-\d+$/);
    const address = new URL(asker.url()).pathname;

    // The unit hands it in with a paper and a picture, which become items of the evidence store.
    await head.goto(`${address}/act?action=hand_in`);
    await expectAccessible(head);
    await expectNoSidewaysScroll(head);
    await picture(head, `form-${language}`);
    await head.fill("textarea[name=account]", "实施方案一份 / one plan");
    const paper = Buffer.concat([await readFile(PDF), Buffer.from(`\n% ${address}`)]);
    await head.setInputFiles('input[name="papers.file"]', { name: "plan.pdf", mimeType: "application/pdf", buffer: paper });
    await head.fill('input[name="papers.caption"]', `实施方案 / plan ${language}`);
    await head.fill('input[name="papers.day"]', `${year + 1}-03-01`);
    const seen = await head.screenshot({ type: "jpeg" });
    await head.setInputFiles('input[name="pictures.file"]', { name: "seen.jpg", mimeType: "image/jpeg", buffer: seen });
    await head.fill('input[name="pictures.caption"]', `${year + 1}年5月，现场 / on site ${language}`);
    await head.fill('input[name="pictures.day"]', `${year + 1}-05-03`);
    await head.locator("form.cx-form .cx-btn-primary").click();
    await expect(head.locator('.cx-facts a[href^="/evidence/"]')).toHaveCount(2);
    await expectAccessible(head);
    await expectNoSidewaysScroll(head);
    await picture(head, `handed-in-${language}`);

    // Until it is accepted it is missing.
    await office.goto(`/materials?node=III-1-1&year=${year + 1}`);
    await expectAccessible(office);
    await expectNoSidewaysScroll(office);
    await picture(office, `standing-${language}`);
    const packet = () => office.request.get(`/materials/packet.zip?node=III-1-1&year=${year + 1}`);
    expect((await packet()).status()).toBe(422);
    for (const [page, action] of [[head, "pass"], [office, "accept"]] as const) {
      await page.goto(`${address}/act?action=${action}`);
      await page.locator("form.cx-form .cx-btn-primary").click();
      await expect(page).toHaveURL(new RegExp(`${address}$`));
    }
    const given = await packet();
    expect([given.status(), given.headers()["content-type"]]).toEqual([200, "application/zip"]);
    const zip = test.info().outputPath(`packet-${language}.zip`);
    await writeFile(zip, await given.body());
    // As people open it.
    const tested = await run("unzip", ["-t", zip]);
    expect(tested.stdout).toContain("No errors detected");

    await office.setViewportSize({ width: 390, height: 844 });
    for (const path of ["/materials", "/materials/ask", `${address}`, "/evidence"]) {
      await office.goto(path);
      await expectNoSidewaysScroll(office);
    }
    await picture(office, `evidence-390-${language}`);
  });
}
