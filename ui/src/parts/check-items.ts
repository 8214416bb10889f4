// A check item opens its note and photo when it is not met, and the progress line counts what is answered.
import { word } from "../words";

export function startCheckItems(page: Document): void {
  const items = [...page.querySelectorAll<HTMLElement>("[data-check-item]")];
  if (items.length === 0) return;
  const dots = page.querySelector<HTMLElement>("[data-progress-dots]");
  const counted = page.querySelector<HTMLElement>("[data-progress-count]");
  const refresh = () => {
    const answers = items.map((item) => item.querySelector<HTMLInputElement>("input[type=radio]:checked")?.value ?? "");
    items.forEach((item, index) => item.classList.toggle("cx-is-not-met", answers[index] === "not_met"));
    if (dots) dots.replaceChildren(...answers.map((answer) => dot(page, answer)));
    if (counted) counted.textContent = word("inspections_progress", { n: answers.filter(Boolean).length, all: answers.length }, page);
  };
  page.addEventListener("change", refresh);
  refresh();
}

function dot(page: Document, answer: string): HTMLElement {
  const mark = page.createElement("i");
  const classes: Record<string, string> = { met: "cx-yes", not_met: "cx-no", not_applicable: "cx-na" };
  mark.className = classes[answer] ?? "";
  return mark;
}
