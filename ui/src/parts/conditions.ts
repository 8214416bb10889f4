// A <select data-conditions-of="category"> offers the filing conditions of the category that is chosen in the field with that id.
// Without script a button of the form fetches them.

export interface Condition {
  value: string;
  label: string;
}

type Load = (category: string) => Promise<Condition[]>;

export function startConditions(page: Document, load: Load = fromServer): void {
  for (const conditions of page.querySelectorAll<HTMLSelectElement>("select[data-conditions-of]")) {
    const category = page.getElementById(conditions.dataset["conditionsOf"] ?? "");
    if (category instanceof HTMLSelectElement) follow(category, conditions, load);
  }
}

function follow(category: HTMLSelectElement, conditions: HTMLSelectElement, load: Load): void {
  let shown = category.value;
  // What the page came with stays with its category: a case keeps the conditions of its own version.
  const first = { category: shown, options: [...conditions.options].map((option) => option.cloneNode(true) as HTMLOptionElement) };
  const change = async () => {
    const wanted = category.value;
    if (wanted === shown) return;
    shown = wanted;
    conditions.replaceChildren(...first.options.slice(0, 1).map((none) => none.cloneNode(true)));
    conditions.selectedIndex = 0;
    if (wanted === first.category) {
      conditions.replaceChildren(...first.options.map((option) => option.cloneNode(true)));
      return;
    }
    if (wanted === "") return;
    const offers = await load(wanted).catch(() => []);
    // A slow answer to an older choice is of no use any more.
    if (shown !== wanted) return;
    for (const offer of offers) {
      const option = conditions.ownerDocument.createElement("option");
      option.value = offer.value;
      option.textContent = offer.label;
      conditions.append(option);
    }
  };
  // The search field above a long select chooses without a change of its own.
  for (const kind of ["change", "input"]) (category.parentElement ?? category).addEventListener(kind, () => void change());
}

async function fromServer(category: string): Promise<Condition[]> {
  const answer = await fetch(`/categories/${encodeURIComponent(category)}/conditions.json`, { headers: { accept: "application/json" } });
  return answer.ok ? ((await answer.json()) as Condition[]) : [];
}
