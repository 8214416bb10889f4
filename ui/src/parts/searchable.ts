// A long <select data-narrow="hint"> gets a field above it that leaves only the options that contain what was typed.

export function startSearchable(page: Document): void {
  for (const select of page.querySelectorAll<HTMLSelectElement>("select[data-narrow]")) {
    const field = page.createElement("input");
    field.type = "search";
    field.className = "form-control cx-input cx-narrow";
    field.placeholder = select.dataset["narrow"] ?? "";
    field.setAttribute("aria-label", field.placeholder);
    field.autocomplete = "off";
    field.addEventListener("input", () => narrow(select, field.value));
    // Enter chooses what was found; it does not send the form yet.
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing) return;
      event.preventDefault();
      select.focus();
    });
    select.before(field);
  }
}

/** Hides the options without the words and chooses the first that is left; says how many are left. */
export function narrow(select: HTMLSelectElement, words: string): number {
  const wanted = words.trim().toLowerCase();
  const options = [...select.options].filter((option) => option.value !== "");
  const found = options.filter((option) => option.text.toLowerCase().includes(wanted));
  for (const option of options) {
    option.hidden = wanted !== "" && !found.includes(option);
    option.disabled = option.hidden;
  }
  for (const group of select.querySelectorAll("optgroup")) group.hidden = [...group.querySelectorAll("option")].every((option) => option.hidden);
  const first = found[0];
  if (wanted !== "" && first && !found.includes(select.options[select.selectedIndex] as HTMLOptionElement)) select.value = first.value;
  return found.length;
}
