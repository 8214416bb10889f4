// Theme and type size change at once; the form is sent behind it, so that the choice is remembered for the person.

export function startPreferences(page: Document): void {
  page.addEventListener("submit", (event) => {
    const form = event.target;
    const button = (event as SubmitEvent).submitter;
    if (!(form instanceof HTMLFormElement) || !form.matches("[data-preferences]") || !(button instanceof HTMLButtonElement)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const body = new URLSearchParams(new FormData(form) as unknown as Record<string, string>);
    body.set(button.name, button.value);
    applyPreference(page.documentElement, button.name, button.value === "true");
    fetch(form.action, { method: "POST", body, credentials: "same-origin", redirect: "manual" })
      .finally(() => location.reload());
  });
}

/** Shows the choice before the server has answered. */
export function applyPreference(root: HTMLElement, name: string, on: boolean): void {
  if (name === "dark") root.setAttribute("data-bs-theme", on ? "dark" : "light");
  if (name === "large") {
    if (on) root.setAttribute("data-cx-type", "large");
    else root.removeAttribute("data-cx-type");
  }
}
