import { beforeEach, describe, expect, it } from "vitest";
import { type Draft, KEPT_MILLIS, startDrafts } from "../src/drafts";
import { needed, startVisit } from "../src/parts/visit";
import { say } from "./said";

const NAME = "cx-visit:3506:post:12";
const NOON = Date.UTC(2026, 5, 16, 4, 0);

function form(came = false): HTMLFormElement {
  const item = (code: string, counted = "") => `<fieldset data-check-item><p class="cx-folded" hidden><span data-answer-word></span><button type="button" data-unfold></button></p>${counted}
    ${["met", "not_met", "not_applicable"].map((value) => `<label><input type="radio" name="answer.${code}" value="${value}"><span>${value}</span></label>`).join("")}
    <textarea name="note.${code}"></textarea><input type="checkbox" name="kept.${code}" value="token" checked></fieldset>`;
  document.body.innerHTML = `<form data-visit data-draft="${NAME}"${came ? " data-draft-came-back" : ""}>
    <input type="hidden" name="csrf" value="word"><input type="hidden" name="site" value="12"><input type="hidden" name="request_key" value="new"><input type="hidden" name="started_at" value="2">
    <p data-draft-line hidden><span data-draft-words></span><button type="button" data-draft-discard hidden></button></p><span data-progress-rest></span>
    ${item("a", `<div data-counted data-at-least="5" data-base="300"><input data-quantity name="quantity.a"><input data-over name="over.a" value="300"><p data-hint>rule</p></div>`)}${item("b")}</form>`;
  const found = document.querySelector("form");
  if (!found) throw new Error("no form");
  return found;
}

const find = <T extends HTMLElement>(selector: string) => {
  const found = document.querySelector<T>(selector);
  if (!found) throw new Error(selector);
  return found;
};

function choose(code: string, value: string): void {
  const radio = find<HTMLInputElement>(`[name="answer.${code}"][value=${value}]`);
  radio.checked = true;
  radio.dispatchEvent(new Event("change", { bubbles: true }));
}

const stored = (): Draft | null => JSON.parse(localStorage.getItem(NAME) ?? "null") as Draft | null;

beforeEach(() => {
  localStorage.clear();
  say({
    inspections_kept: "kept {time}",
    inspections_restored: "restored {time}",
    inspections_progress_rest: "bad {bad} na {na}",
    inspections_count_judged: "{needed} {n} {word}",
  });
});

describe("a draft of a visit", () => {
  it("keeps answers and the request key, and neither the CSRF token nor photos", () => {
    form();
    startDrafts(document, localStorage, () => NOON);
    choose("a", "not_met");
    const fields = new Map(stored()?.fields);
    expect(fields.get("answer.a")).toBe("not_met");
    expect(fields.get("request_key")).toBe("new");
    expect([...fields.keys()].some((name) => name === "csrf" || name.startsWith("kept."))).toBe(false);
    expect(find("[data-draft-line]").hidden).toBe(false);
    expect(find("[data-draft-words]").textContent).toMatch(/^kept \d\d:\d\d$/);
  });

  it("comes back with the key under which it may have been sent", () => {
    form();
    startDrafts(document, localStorage, () => NOON);
    choose("b", "not_met");
    find<HTMLTextAreaElement>("[name='note.b']").value = "井盖破损";
    find("[name='note.b']").dispatchEvent(new Event("change", { bubbles: true }));
    const again = form();
    find<HTMLInputElement>("[name=request_key]").value = "another";
    startDrafts(document, localStorage, () => NOON + 60_000);
    const data = new FormData(again);
    expect(data.get("answer.b")).toBe("not_met");
    expect(data.get("note.b")).toBe("井盖破损");
    expect(data.get("request_key")).toBe("new");
    expect(data.get("csrf")).toBe("word");
    expect(find("[data-draft-words]").textContent).toMatch(/^restored/);
    expect(find("[data-draft-discard]").hidden).toBe(false);
  });

  it("does not cover what the server has just sent back", () => {
    form();
    startDrafts(document, localStorage, () => NOON);
    choose("a", "met");
    const back = form(true);
    startDrafts(document, localStorage, () => NOON);
    expect(new FormData(back).get("answer.a")).toBe(null);
  });

  it("goes when its visit was sent, and not before", () => {
    const open = form();
    startDrafts(document, localStorage, () => NOON);
    choose("a", "met");
    document.body.innerHTML = `<section data-draft-sent="${NAME}"></section>`;
    startDrafts(document, localStorage, () => NOON);
    expect(stored()).not.toBeNull();
    document.body.replaceChildren(open);
    open.dispatchEvent(new Event("submit", { cancelable: true }));
    // What was typed in the last moment is written late.
    open.dispatchEvent(new Event("change", { bubbles: true }));
    document.body.innerHTML = `<section data-draft-sent="${NAME}"></section>`;
    startDrafts(document, localStorage, () => NOON);
    expect(stored()).toBeNull();
  });

  it("is forgotten after some days, and an untouched form keeps nothing", () => {
    form();
    startDrafts(document, localStorage, () => NOON);
    find("form").dispatchEvent(new Event("change", { bubbles: true }));
    expect(stored()).toBeNull();
    choose("a", "met");
    document.body.innerHTML = "";
    startDrafts(document, localStorage, () => NOON + KEPT_MILLIS + 1);
    expect(stored()).toBeNull();
  });
});

describe("a check list", () => {
  it("folds what is met when it is left, and keeps open what is not", () => {
    form();
    startVisit(document);
    const [first, second] = [...document.querySelectorAll<HTMLElement>("[data-check-item]")];
    choose("a", "met");
    choose("b", "not_met");
    for (const item of [first, second]) item?.dispatchEvent(new FocusEvent("focusout", { bubbles: true }));
    expect(first?.classList.contains("cx-is-folded")).toBe(true);
    expect(first?.querySelector("[data-answer-word]")?.textContent).toBe("met");
    expect(second?.classList.contains("cx-is-folded")).toBe(false);
    first?.querySelector<HTMLElement>("[data-unfold]")?.click();
    expect(first?.classList.contains("cx-is-folded")).toBe(false);
    expect(find("[data-progress-rest]").textContent).toBe("bad 1 na 0");
  });

  it("keeps what came back with an error open until it is touched", () => {
    const list = form();
    const item = find("[data-check-item]");
    item.classList.add("cx-item-bad");
    item.setAttribute("data-open", "");
    item.insertAdjacentHTML("beforeend", `<p class="cx-field-error">missing</p>`);
    const met = find<HTMLInputElement>("[name='answer.a'][value=met]");
    met.checked = true;
    startVisit(document);
    expect(item.classList.contains("cx-is-folded")).toBe(false);
    met.dispatchEvent(new Event("change", { bubbles: true }));
    item.dispatchEvent(new FocusEvent("focusout", { bubbles: true }));
    expect(list.querySelector(".cx-field-error")).toBeNull();
    expect(item.classList.contains("cx-is-folded")).toBe(true);
  });

  it("judges a count in proportion to the way that was walked", () => {
    expect(needed(5, 300, 300)).toBe(5);
    expect(needed(5, 300, 200)).toBe(4);
    expect(needed(2, 0, 0)).toBe(2);
    form();
    startVisit(document);
    const quantity = find<HTMLInputElement>("[data-quantity]");
    quantity.value = "4";
    quantity.dispatchEvent(new Event("input", { bubbles: true }));
    expect(find("[data-hint]").textContent).toBe("5 4 not_met");
    expect(find<HTMLInputElement>("[name='answer.a'][value=not_met]").checked).toBe(true);
    const over = find<HTMLInputElement>("[data-over]");
    over.value = "200";
    over.dispatchEvent(new Event("input", { bubbles: true }));
    expect(find("[data-hint]").textContent).toBe("4 4 met");
    expect(find<HTMLInputElement>("[name='answer.a'][value=met]").checked).toBe(true);
  });
});
