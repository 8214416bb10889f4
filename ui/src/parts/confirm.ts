// A button with data-confirm="sentence" asks once more in our own dialog; its own words stand on the button that goes on.

export function startConfirm(page: Document): void {
  const dialog = page.querySelector<HTMLDialogElement>("#cx-confirm");
  if (!dialog || typeof dialog.showModal !== "function") return;
  page.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest<HTMLButtonElement>("button[data-confirm]") : null;
    if (!button || button.dataset["confirmed"] !== undefined) return;
    event.preventDefault();
    ask(dialog, button);
  });
}

function ask(dialog: HTMLDialogElement, button: HTMLButtonElement): void {
  const question = dialog.querySelector("[data-question]");
  const verb = dialog.querySelector("[data-verb]");
  if (question) question.textContent = button.dataset["confirm"] ?? "";
  if (verb) verb.textContent = button.textContent?.trim() ?? "";
  dialog.returnValue = "no";
  dialog.addEventListener("close", () => {
    if (dialog.returnValue !== "yes") return button.focus();
    button.dataset["confirmed"] = "";
    button.click();
    delete button.dataset["confirmed"];
  }, { once: true });
  dialog.showModal();
}
