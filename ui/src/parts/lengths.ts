// Counts the letters of a long text while it is typed, and says past which advised length it is. Longer texts are taken all the same.
import { word } from "../words";

/** Letters without blanks and line ends, as the server counts them. */
export function lettersOf(text: string): number {
  return [...text.replace(/\s/gu, "")].length;
}

export function startLengths(page: Document): void {
  for (const area of page.querySelectorAll<HTMLTextAreaElement>("textarea[data-lengths]")) {
    const now = page.querySelector<HTMLElement>(`[data-length-of="${area.id}"]`);
    if (!now) continue;
    const advised = [...(page.getElementById(`${area.id}-length`)?.querySelectorAll<HTMLElement>("[data-most]") ?? [])];
    const show = () => {
      const n = lettersOf(area.value);
      const over = advised.filter((one) => n > Number(one.dataset["most"]));
      const said = over.map((one) => word("matters_length_over", { name: one.dataset["of"] ?? "", most: one.dataset["most"] ?? "" }, page));
      now.textContent = [word("matters_length_now", { n }, page), ...said].join(" · ");
      now.classList.toggle("cx-over", over.length > 0);
    };
    area.addEventListener("input", show);
    show();
  }
}
