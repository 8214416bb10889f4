// The keyboard on lists: J and K move, X selects, Enter opens, A goes to the first thing to be done, N and P to the next and the previous
// page or case, F to the filters, / to the search, ? explains.
// A row is <tr data-href="…">; the whole row opens by click, its own link serves everybody else.

type Command = "next" | "previous" | "select" | "open" | "act" | "onward" | "back" | "filter" | "search" | "help";

const COMMANDS: Record<string, Command> = {
  j: "next", k: "previous", x: "select", Enter: "open", a: "act", n: "onward", p: "back", f: "filter", "/": "search", "?": "help",
};

/** The command of a key press, or nothing where the key belongs to a field, a control or the browser. */
export function commandOf(event: KeyboardEvent): Command | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return undefined;
  const target = event.target instanceof Element ? event.target : null;
  if (target?.closest("textarea, select, [contenteditable], dialog")) return undefined;
  if (target instanceof HTMLInputElement && !["checkbox", "radio"].includes(target.type)) return undefined;
  const command = COMMANDS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (command === "open" && target?.closest("a, button, summary, input, label")) return undefined;
  return command;
}

export function startRows(page: Document): void {
  const rows = () => [...page.querySelectorAll<HTMLElement>("[data-href]")];
  const current = () => rows().find((row) => row.classList.contains("cx-current"));

  page.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const row = target?.closest<HTMLElement>("[data-href]");
    if (!row || target?.closest("a, button, input, label, summary, .cx-check") || String(getSelection() ?? "") !== "") return;
    open(row, event.ctrlKey || event.metaKey);
  });

  page.addEventListener("keydown", (event) => {
    const command = commandOf(event);
    if (!command || !carryOut(page, command, rows(), current())) return;
    event.preventDefault();
  });
}

/** Carries out a command; says whether there was something to do. */
function carryOut(page: Document, command: Command, rows: HTMLElement[], current: HTMLElement | undefined): boolean {
  if (command === "next" || command === "previous") return move(rows, current, command === "next" ? 1 : -1) || leave(page, command);
  if (command === "open") return current ? open(current, false) : false;
  if (command === "select") return current ? toggle(current) : false;
  if (command === "act") return act(page, current);
  if (command === "onward" || command === "back") return leave(page, command === "onward" ? "next" : "previous") || turn(page, command);
  if (command === "search") return focusOn(page.querySelector<HTMLElement>("[data-search]"));
  if (command === "filter") return focusOn(page.querySelector<HTMLElement>(".cx-filters a, .cx-filters summary, .cx-filters input, .cx-filters select"));
  const help = page.querySelector<HTMLDialogElement>("#cx-keys");
  help?.showModal();
  return help !== null;
}

export function move(rows: HTMLElement[], current: HTMLElement | undefined, step: 1 | -1): boolean {
  if (rows.length === 0) return false;
  const at = current ? rows.indexOf(current) : -1;
  const next = rows[Math.min(rows.length - 1, Math.max(0, at + step))];
  current?.classList.remove("cx-current");
  next?.classList.add("cx-current");
  next?.querySelector<HTMLElement>("a")?.focus({ preventScroll: true });
  next?.scrollIntoView({ block: "nearest" });
  return true;
}

/** On the page of one row the same keys lead to its neighbours in the list that one comes from. */
function leave(page: Document, side: "next" | "previous"): boolean {
  const link = page.querySelector<HTMLAnchorElement>(`a[data-neighbour="${side}"]`);
  link?.click();
  return link !== null;
}

/** The page before or after of a list. */
function turn(page: Document, side: "onward" | "back"): boolean {
  const link = page.querySelector<HTMLAnchorElement>(`.cx-pager a[rel="${side === "onward" ? "next" : "prev"}"]`);
  link?.click();
  return link !== null;
}

/** On a list: what can be done to the selected rows, or to the current one, which is selected then. On a case: the first thing to be done. */
export function act(page: Document, current: HTMLElement | undefined): boolean {
  const bulk = page.querySelector<HTMLElement>(".cx-bulk [data-act]");
  if (bulk) {
    if (bulk.closest<HTMLElement>(".cx-bulk")?.hidden) {
      const box = current?.querySelector<HTMLInputElement>(".cx-check input[type=checkbox]");
      if (!box) return false;
      if (!box.checked) box.click();
    }
    return focusOn(bulk);
  }
  return focusOn(page.querySelector<HTMLElement>(ACTIONS));
}

const ACTIONS = [":is(button, select, textarea, summary)", 'input:not([type="hidden"])'].map((control) => `.cx-card-mine ${control}`).join(", ");

function toggle(row: HTMLElement): boolean {
  const box = row.querySelector<HTMLInputElement>("input[type=checkbox]");
  box?.click();
  return box !== null;
}

function focusOn(element: HTMLElement | null): boolean {
  element?.focus();
  return element !== null;
}

function open(row: HTMLElement, elsewhere: boolean): boolean {
  const address = row.dataset["href"];
  if (!address) return false;
  if (elsewhere) window.open(address, "_blank", "noopener");
  else location.assign(address);
  return true;
}
