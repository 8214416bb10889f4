import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { startKeepAlive } from "../src/parts/keep-alive";

describe("whoever types", () => {
  const sent = vi.fn((..._: unknown[]) => Promise.resolve(new Response(null, { status: 204 })));
  let now = 0;
  let page: Document;

  beforeEach(() => {
    now = 0;
    sent.mockClear();
    vi.stubGlobal("fetch", sent);
    page = document.implementation.createHTMLDocument();
  });
  afterEach(() => vi.unstubAllGlobals());

  const type = () => page.querySelector("textarea")?.dispatchEvent(new Event("input", { bubbles: true }));

  it("stays signed in: the server is told once a minute at most", () => {
    page.body.innerHTML = `<form><input type="hidden" name="csrf" value="word"><textarea></textarea></form>`;
    startKeepAlive(page, () => now);
    for (const at of [1_000, 59_999, 60_000, 60_001, 100_000, 120_000]) {
      now = at;
      type();
    }
    expect(sent).toHaveBeenCalledTimes(2);
    expect(sent.mock.calls[0]?.[0]).toBe("/session/alive");
    expect(String((sent.mock.calls[0]?.[1] as RequestInit).body)).toBe("csrf=word");
  });

  it("is not spoken of where nobody is signed in", () => {
    page.body.innerHTML = `<form><input type="hidden" name="csrf" value=""><textarea></textarea></form>`;
    startKeepAlive(page, () => now);
    now = 600_000;
    type();
    expect(sent).not.toHaveBeenCalled();
  });
});
