// Menus are <details data-menu>: only one is open, Escape and a click elsewhere close it, arrows move inside it.

export function startMenus(page: Document): void {
  page.addEventListener("click", (event) => closeMenus(page, event.target));
  page.addEventListener("focusin", (event) => closeMenus(page, event.target));
  page.addEventListener("keydown", (event) => {
    const menu = openMenu(page);
    if (!menu) return;
    if (event.key === "Escape") {
      menu.open = false;
      menu.querySelector("summary")?.focus();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (moveInside(menu, event.key === "ArrowDown" ? 1 : -1)) event.preventDefault();
    }
  });
}

function openMenu(page: Document): HTMLDetailsElement | null {
  return page.querySelector<HTMLDetailsElement>("details[data-menu][open]");
}

function closeMenus(page: Document, target: EventTarget | null): void {
  for (const menu of page.querySelectorAll<HTMLDetailsElement>("details[data-menu][open]")) {
    if (!(target instanceof Node) || !menu.contains(target)) menu.open = false;
  }
}

/** Moves the focus by `step` among what the menu offers; says whether it did. */
export function moveInside(menu: HTMLElement, step: 1 | -1): boolean {
  const offers = [...menu.querySelectorAll<HTMLElement>(".cx-menu a, .cx-menu button, .cx-menu input, .cx-menu label[tabindex]")];
  const active = menu.ownerDocument.activeElement;
  if (offers.length === 0 || active instanceof HTMLInputElement) return false;
  const at = offers.indexOf(active as HTMLElement);
  const next = at < 0 ? (step > 0 ? 0 : offers.length - 1) : (at + step + offers.length) % offers.length;
  offers[next]?.focus();
  return true;
}
