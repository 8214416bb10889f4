import { afterEach, describe, expect, it, vi } from "vitest";
import { read, startPasskeys, toBytes, toLetters } from "../src/parts/passkeys";
import { say } from "./said";

describe("a passkey", () => {
  afterEach(() => vi.unstubAllGlobals());

  it("is asked for in bytes and told in letters, whatever the bytes are", () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, place) => place);
    for (let length = 0; length <= 256; length += 1) {
      const part = bytes.slice(0, length);
      expect(toBytes(toLetters(part.buffer))).toEqual(part);
    }
    expect(toLetters(Uint8Array.of(0xfb, 0xff).buffer)).toBe("-_8");
    const asked = read({ challenge: "Zm9v", rp: { id: "cx" }, user: { id: "Zg", name: "a" }, excludeCredentials: [{ type: "public-key", id: "Zm8" }] });
    expect(asked).toEqual({
      challenge: toBytes("Zm9v"),
      rp: { id: "cx" },
      user: { id: toBytes("Zg"), name: "a" },
      excludeCredentials: [{ type: "public-key", id: toBytes("Zm8") }],
    });
  });

  it("that is not shown leaves a word and sends nothing", async () => {
    vi.stubGlobal("PublicKeyCredential", class {});
    document.body.innerHTML = `<form data-passkey="get" data-options='{"challenge":"Zg"}' hidden>
      <input type="hidden" name="signature"><button></button><p role="alert" hidden></p></form>`;
    say({ passkeys_not_shown: "没有读到" });
    const form = document.querySelector("form")!;
    form.submit = vi.fn();
    const get = vi.fn(() => Promise.reject(new DOMException("", "NotAllowedError")));
    startPasskeys(document, { get } as unknown as CredentialsContainer);
    expect(form.hidden).toBe(false);
    form.dispatchEvent(new Event("submit", { cancelable: true }));
    await vi.waitFor(() => expect(form.querySelector("p")!.hidden).toBe(false));
    expect(form.querySelector("p")!.textContent).toBe("没有读到");
    expect(form.submit).not.toHaveBeenCalled();
  });

  it("is not offered where the browser knows none", () => {
    document.body.innerHTML = `<p data-passkey-missing></p><form data-passkey="create" hidden></form>`;
    startPasskeys(document, undefined);
    expect(document.querySelector("form")!.hidden).toBe(true);
    expect(document.querySelector("[data-passkey-missing]")).not.toBeNull();
  });
});
