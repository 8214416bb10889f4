// Selecting rows of a list. Inside [data-bulk]: boxes in .cx-check cells, one box with data-all in the head, and a
// bar .cx-bulk that shows the count in [data-count] (its text is the pattern "已选 {n} 件").

export function startBulkSelect(page: Document): void {
  for (const list of page.querySelectorAll<HTMLElement>("[data-bulk]")) {
    const count = list.querySelector<HTMLElement>("[data-count]");
    const pattern = count?.textContent ?? "{n}";
    const refresh = () => {
      const boxes = rowBoxes(list);
      const selected = boxes.filter((box) => box.checked);
      for (const box of boxes) box.closest("tr")?.setAttribute("aria-selected", String(box.checked));
      const all = list.querySelector<HTMLInputElement>("input[data-all]");
      if (all) {
        all.checked = boxes.length > 0 && selected.length === boxes.length;
        all.indeterminate = selected.length > 0 && selected.length < boxes.length;
      }
      if (count) count.textContent = pattern.replace("{n}", String(selected.length));
      const bar = list.querySelector<HTMLElement>(".cx-bulk");
      if (bar) bar.hidden = selected.length === 0;
    };
    list.addEventListener("change", (event) => {
      const box = event.target;
      if (box instanceof HTMLInputElement && box.matches("[data-all]")) setAll(list, box.checked);
      refresh();
    });
    list.querySelector("[data-clear]")?.addEventListener("click", () => {
      setAll(list, false);
      refresh();
    });
    refresh();
  }
}

function rowBoxes(list: HTMLElement): HTMLInputElement[] {
  return [...list.querySelectorAll<HTMLInputElement>(".cx-check input[type=checkbox]:not([data-all])")];
}

function setAll(list: HTMLElement, on: boolean): void {
  for (const box of rowBoxes(list)) box.checked = on;
}
