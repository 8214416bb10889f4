// A long form survives a dead battery: the answers of an open visit are kept on this device, one draft a post and site, until
// the visit was sent. Photos are not kept. The draft carries the request key, so that a visit that was sent after all and is
// sent again is still one visit.
import { type WordKey, word } from "./words";

/** Drafts older than this are forgotten, so that a shared phone does not keep them for ever. */
export const KEPT_MILLIS = 3 * 24 * 3_600_000;
const PREFIX = "cx-visit:";
/** What is not the answers of the visit: the CSRF token, and photos. */
const NEVER = /^(csrf|kept\.)/;
/** What makes a resend the same visit. */
const CARRIED = ["request_key", "started_at"];

export interface Draft {
  /** Milliseconds since 1970. */
  at: number;
  /** The form was sent; the page of the visit then removes the draft. */
  sent: boolean;
  fields: [string, string][];
}

export function startDrafts(page: Document, storage: Storage | undefined, now: () => number = Date.now): void {
  if (!storage) return;
  forgetOld(storage, now());
  const done = page.querySelector<HTMLElement>("[data-draft-sent]")?.dataset["draftSent"];
  if (done && read(storage, done)?.sent) storage.removeItem(done);
  const form = page.querySelector<HTMLFormElement>("form[data-draft]");
  const name = form?.dataset["draft"];
  if (!form || !name) return;

  const kept = read(storage, name);
  // What the server has just sent back is newer than what lies here.
  if (kept && form.dataset["draftCameBack"] === undefined && hasAnswers(kept)) {
    restore(form, kept);
    // It is open again, so looking at an older visit of the site must not remove it.
    write(storage, name, { ...kept, sent: false });
    say(form, "inspections_restored", kept.at, true);
  }
  // A keystroke just before sending is written late; it must not make the draft look unsent.
  let isSent = false;
  const keep = () => {
    if (isSent) return;
    const draft: Draft = { at: now(), sent: false, fields: fieldsOf(form) };
    if (!hasAnswers(draft)) return;
    if (write(storage, name, draft)) say(form, "inspections_kept", draft.at, false);
  };
  form.addEventListener("change", keep);
  form.addEventListener("input", debounced(keep));
  form.addEventListener("submit", () => {
    isSent = write(storage, name, { at: now(), sent: true, fields: fieldsOf(form) });
  });
  // The browser may bring the same page back.
  page.defaultView?.addEventListener("pageshow", () => {
    isSent = false;
  });
  form.querySelector("[data-draft-discard]")?.addEventListener("click", () => {
    storage.removeItem(name);
    // The address opens an empty form with a key of its own.
    page.location.assign(page.location.href);
  });
  if (form.dataset["draftCameBack"] !== undefined) keep();
}

/** Names and values of the form without photos and without the CSRF token. */
export function fieldsOf(form: HTMLFormElement): [string, string][] {
  return [...new FormData(form)].filter((field): field is [string, string] => typeof field[1] === "string" && !NEVER.test(field[0]));
}

export function restore(form: HTMLFormElement, draft: Draft): void {
  for (const [name, value] of draft.fields) {
    if (NEVER.test(name)) continue;
    for (const control of form.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>(`[name="${CSS.escape(name)}"]`)) {
      if (control instanceof HTMLInputElement && (control.type === "radio" || control.type === "checkbox")) {
        control.checked = control.value === value;
      } else if (!(control instanceof HTMLInputElement && control.type === "hidden" && !CARRIED.includes(name))) {
        control.value = value;
      }
    }
  }
  form.dispatchEvent(new Event("change", { bubbles: true }));
}

function hasAnswers(draft: Draft): boolean {
  return draft.fields.some(([name, value]) => value !== "" && /^(answer|note|quantity)(\.|$)/.test(name));
}

function forgetOld(storage: Storage, now: number): void {
  const names = Array.from({ length: storage.length }, (_, place) => storage.key(place) ?? "");
  for (const name of names.filter((name) => name.startsWith(PREFIX))) {
    const draft = read(storage, name);
    if (!draft || now - draft.at > KEPT_MILLIS) storage.removeItem(name);
  }
}

function read(storage: Storage, name: string): Draft | undefined {
  try {
    const draft = JSON.parse(storage.getItem(name) ?? "null") as Draft | null;
    return draft && Array.isArray(draft.fields) && typeof draft.at === "number" ? draft : undefined;
  } catch {
    return undefined;
  }
}

/** A full or forbidden storage keeps nothing; then nothing is promised. */
function write(storage: Storage, name: string, draft: Draft): boolean {
  try {
    storage.setItem(name, JSON.stringify(draft));
    return true;
  } catch {
    return false;
  }
}

function say(form: HTMLFormElement, key: WordKey, at: number, mayDiscard: boolean): void {
  const line = form.querySelector<HTMLElement>("[data-draft-line]");
  const place = line?.querySelector("[data-draft-words]");
  const discard = line?.querySelector<HTMLElement>("[data-draft-discard]");
  if (!line || !place) return;
  const time = new Date(at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hour12: false });
  place.textContent = word(key, { time }, form.ownerDocument);
  line.hidden = false;
  if (discard && mayDiscard) discard.hidden = false;
}

function debounced(act: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(act, 400);
  };
}

/** The storage of this device; nothing where the browser forbids it. */
export function deviceStorage(): Storage | undefined {
  try {
    return window.localStorage;
  } catch {
    return undefined;
  }
}
