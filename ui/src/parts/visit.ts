// The check list on the spot: answered items fold to a line, a count is judged while it is typed, and the rest of the
// progress line says what was found. Without this file every item stays open and the server judges.
import { word } from "../words";

export function startVisit(page: Document): void {
  const form = page.querySelector<HTMLFormElement>("form[data-visit]");
  if (!form) return;
  const items = [...form.querySelectorAll<HTMLElement>("[data-check-item]")];
  let isPressed = false;
  page.addEventListener("pointerdown", () => (isPressed = true), true);
  for (const end of ["pointerup", "pointercancel"]) page.addEventListener(end, () => (isPressed = false), true);
  for (const item of items) {
    startCounting(item);
    item.querySelector("[data-unfold]")?.addEventListener("click", () => {
      unfold(item);
      item.querySelector<HTMLInputElement>("input[type=radio]:checked")?.focus();
    });
    item.addEventListener("click", (event) => {
      const box = event.target;
      // A press of a finger or mouse folds at once; arrow keys walk through the answers, so the keyboard folds on leaving.
      if (!(box instanceof HTMLInputElement) || box.type !== "radio" || event.detail === 0) return;
      settle(item);
      fold(item);
    });
    item.addEventListener("focusout", (event) => {
      if (event.relatedTarget instanceof Node && item.contains(event.relatedTarget)) return;
      const leave = () => {
        if (!item.contains(page.activeElement)) fold(item);
      };
      // Folding moves what stands below; under a finger that is just pressing, it waits until the press is done.
      if (isPressed) page.addEventListener("click", leave, { once: true });
      else fold(item);
    });
    // What the server found is told until the item is touched again.
    item.addEventListener("change", () => settle(item));
    fold(item);
  }
  form.querySelector(".cx-item-bad")?.scrollIntoView({ block: "center" });
  const refresh = () => showRest(form, items);
  form.addEventListener("change", refresh);
  refresh();
}

/** Folds an answered item; what is not met, and what came back with an error, stays open. */
export function fold(item: HTMLElement): void {
  const answer = answerOf(item);
  if (answer !== "met" && answer !== "not_applicable") return unfold(item);
  if (item.hasAttribute("data-open")) return;
  const line = item.querySelector<HTMLElement>(".cx-folded");
  const said = item.querySelector("[data-answer-word]");
  const chosen = item.querySelector<HTMLInputElement>("input[type=radio]:checked");
  if (!line || !said || !chosen) return;
  said.textContent = chosen.parentElement?.textContent?.trim() ?? "";
  line.hidden = false;
  item.classList.add("cx-is-folded");
}

function settle(item: HTMLElement): void {
  item.classList.remove("cx-item-bad");
  item.removeAttribute("data-open");
  for (const error of item.querySelectorAll(".cx-field-error")) error.remove();
}

function unfold(item: HTMLElement): void {
  item.classList.remove("cx-is-folded");
  const line = item.querySelector<HTMLElement>(".cx-folded");
  if (line) line.hidden = true;
}

function answerOf(item: HTMLElement): string {
  return item.querySelector<HTMLInputElement>("input[type=radio]:checked")?.value ?? "";
}

/** How many of so many are needed: in proportion to what was walked or drawn, rounded up. `base` 0: no base. */
export function needed(atLeast: number, base: number, over: number): number {
  return base > 0 ? Math.ceil((atLeast * over) / base) : atLeast;
}

function startCounting(item: HTMLElement): void {
  const box = item.querySelector<HTMLElement>("[data-counted]");
  const quantity = box?.querySelector<HTMLInputElement>("[data-quantity]");
  const hint = box?.querySelector<HTMLElement>("[data-hint]");
  if (!box || !quantity || !hint) return;
  const over = box.querySelector<HTMLInputElement>("[data-over]");
  const rule = hint.textContent ?? "";
  const judge = () => {
    const atLeast = Number(box.dataset["atLeast"]);
    const base = Number(box.dataset["base"]);
    const walked = over ? Number(over.value || base) : base;
    if (quantity.value === "" || !Number.isFinite(Number(quantity.value)) || (base > 0 && walked <= 0)) {
      hint.textContent = rule;
      return;
    }
    const least = needed(atLeast, base, walked);
    const met = Number(quantity.value) >= least;
    const radio = item.querySelector<HTMLInputElement>(`input[type=radio][value=${met ? "met" : "not_met"}]`);
    const answer = radio?.parentElement?.textContent?.trim() ?? "";
    hint.textContent = word("inspections_count_judged", { needed: least, n: quantity.value, word: answer }, item.ownerDocument);
    // A count decides; what the site does not have stays so.
    if (radio && !radio.checked && answerOf(item) !== "not_applicable") {
      radio.checked = true;
      radio.dispatchEvent(new Event("change", { bubbles: true }));
    }
  };
  for (const input of [quantity, over]) input?.addEventListener("input", judge);
  if (quantity.value !== "") judge();
}

function showRest(form: HTMLFormElement, items: HTMLElement[]): void {
  const rest = form.querySelector<HTMLElement>("[data-progress-rest]");
  if (!rest) return;
  const count = (answer: string) => items.filter((item) => answerOf(item) === answer).length;
  const [bad, na] = [count("not_met"), count("not_applicable")];
  rest.textContent = bad + na > 0 ? word("inspections_progress_rest", { bad, na }, form.ownerDocument) : "";
}
