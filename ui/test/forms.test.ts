import { beforeEach, describe, expect, it } from "vitest";
import { startBulkSelect } from "../src/parts/bulk";
import { startCheckItems } from "../src/parts/check-items";
import { applyPreference } from "../src/parts/preferences";
import { startSubmitGuard } from "../src/parts/submit-guard";
import { megabytes } from "../src/parts/upload";
import { say } from "./said";

beforeEach(() => {
  document.body.innerHTML = "";
});

const all = <T extends Element>(selector: string) => [...document.querySelectorAll<T>(selector)];

function tick(box: HTMLInputElement | undefined, on: boolean): void {
  if (!box) throw new Error("no such box");
  box.checked = on;
  box.dispatchEvent(new Event("change", { bubbles: true }));
}

describe("selected rows", () => {
  beforeEach(() => {
    document.body.innerHTML = `<section data-bulk><table><thead><tr><th class="cx-check"><input type="checkbox" data-all></th></tr></thead><tbody>
      <tr><td class="cx-check"><input type="checkbox"></td></tr><tr><td class="cx-check"><input type="checkbox"></td></tr></tbody></table>
      <div class="cx-bulk" hidden><b data-count>已选 {n} 件</b><button data-clear></button></div></section>`;
    startBulkSelect(document);
  });

  it("are counted, and the box of the head shows some, all or none", () => {
    const [head, first, second] = all<HTMLInputElement>("input");
    const bar = document.querySelector<HTMLElement>(".cx-bulk");
    expect(bar?.hidden).toBe(true);
    tick(first, true);
    expect(bar?.hidden).toBe(false);
    expect(document.querySelector("[data-count]")?.textContent).toBe("已选 1 件");
    expect(head?.indeterminate).toBe(true);
    tick(second, true);
    expect(head?.checked).toBe(true);
    expect(head?.indeterminate).toBe(false);
  });

  it("are all taken and all cleared at once", () => {
    tick(all<HTMLInputElement>("input")[0], true);
    expect(all("tr[aria-selected=true]").length).toBe(2);
    document.querySelector<HTMLElement>("[data-clear]")?.click();
    expect(all("tr[aria-selected=true]").length).toBe(0);
    expect(document.querySelector<HTMLElement>(".cx-bulk")?.hidden).toBe(true);
  });
});

describe("check items", () => {
  it("open when they are not met and are counted when answered", () => {
    document.body.innerHTML = `<span data-progress-count></span><div data-progress-dots></div>
      ${[1, 2].map((no) => `<fieldset data-check-item>${["met", "not_met"].map((value) => `<input type="radio" name="i${no}" value="${value}">`).join("")}</fieldset>`).join("")}`;
    say({ inspections_progress: "已查 {n} / {all} 项" });
    startCheckItems(document);
    expect(document.querySelector("[data-progress-count]")?.textContent).toBe("已查 0 / 2 项");
    tick(all<HTMLInputElement>("input[value=not_met]")[0], true);
    expect(document.querySelector("[data-progress-count]")?.textContent).toBe("已查 1 / 2 项");
    expect(all("[data-check-item]").map((item) => item.classList.contains("cx-is-not-met"))).toEqual([true, false]);
    expect(all("[data-progress-dots] i").map((dot) => dot.className)).toEqual(["cx-no", ""]);
  });
});

describe("a form", () => {
  it("goes once", () => {
    document.body.innerHTML = `<form method="post" action="/cases"><button></button></form>`;
    startSubmitGuard(document);
    const form = document.querySelector("form");
    const submit = () => {
      const event = new Event("submit", { bubbles: true, cancelable: true });
      form?.dispatchEvent(event);
      return event.defaultPrevented;
    };
    expect(submit()).toBe(false);
    expect(submit()).toBe(true);
    window.dispatchEvent(new Event("pageshow"));
    expect(submit()).toBe(false);
  });
});

describe("small things", () => {
  it("a preference shows at once", () => {
    applyPreference(document.documentElement, "dark", true);
    applyPreference(document.documentElement, "large", true);
    expect(document.documentElement.getAttribute("data-bs-theme")).toBe("dark");
    expect(document.documentElement.getAttribute("data-cx-type")).toBe("large");
    applyPreference(document.documentElement, "large", false);
    expect(document.documentElement.hasAttribute("data-cx-type")).toBe(false);
  });

  it("sizes are in the unit of the limit", () => {
    expect(megabytes(20_000_000)).toBe("20.0 MB");
  });
});
