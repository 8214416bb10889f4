// <cx-compare>: two photos of one place, the earlier lies over the later and is cut by a slider that keys can move.
import { word } from "../words";

export function defineCompare(): void {
  if (!customElements.get("cx-compare")) customElements.define("cx-compare", Compare);
}

class Compare extends HTMLElement {
  connectedCallback(): void {
    if (this.querySelectorAll("img").length < 2 || this.classList.contains("cx-live")) return;
    this.classList.add("cx-live");
    const slider = this.ownerDocument.createElement("input");
    slider.type = "range";
    slider.min = "0";
    slider.max = "100";
    slider.step = "2";
    slider.value = "50";
    slider.setAttribute("aria-label", word("photo_compare", {}, this.ownerDocument));
    const line = this.ownerDocument.createElement("div");
    line.className = "cx-cut";
    slider.addEventListener("input", () => this.cutAt(Number(slider.value)));
    this.append(line, slider);
    this.cutAt(50);
  }

  /** Shows the earlier photo up to `percent` from the left. */
  cutAt(percent: number): void {
    this.style.setProperty("--cx-cut", `${Math.min(100, Math.max(0, percent))}%`);
  }
}
