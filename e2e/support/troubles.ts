import type { Page } from "@playwright/test";

/**
 * What goes wrong on a page without anybody seeing it: uncaught errors, script that the security policy refused, and
 * answers that say the server failed. A story fails on them at its end.
 */
export class Troubles {
  readonly #found: string[] = [];
  #expected: RegExp[] = [];

  watch(page: Page): void {
    page.on("pageerror", (error) => this.#add(`uncaught on ${page.url()}: ${error.stack ?? error.message}`));
    page.on("console", (message) => {
      if (message.type() === "error") this.#add(`console on ${page.url()}: ${message.text()}`);
    });
    page.on("response", (response) => {
      if (response.status() >= 500) this.#add(`${response.status()} from ${response.request().method()} ${response.url()}`);
    });
  }

  /** Says that the story provokes this trouble on purpose. */
  expect(pattern: RegExp): void {
    this.#expected.push(pattern);
  }

  throwIfAny(): void {
    const unexpected = this.#found.filter((trouble) => !this.#expected.some((pattern) => pattern.test(trouble)));
    if (unexpected.length > 0) throw new Error(`The pages had troubles:\n- ${unexpected.join("\n- ")}`);
  }

  #add(trouble: string): void {
    // Chromium logs every answer from 400 on as an error; what a refusal looks like is for the story to check.
    if (!/Failed to load resource: the server responded with a status of 4\d\d/.test(trouble)) this.#found.push(trouble);
  }
}
