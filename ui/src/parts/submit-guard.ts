// A form goes once: a second press while the first is under way does nothing. The server refuses repeats too.

const STUCK_AFTER = 15_000;

export function startSubmitGuard(page: Document): void {
  page.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form.method === "dialog" || event.defaultPrevented) return;
    if (form.dataset["sent"] !== undefined) {
      event.preventDefault();
      return;
    }
    form.dataset["sent"] = "";
    const button = (event as SubmitEvent).submitter;
    // Not `disabled`: a disabled button's name and value would be missing from what is sent.
    button?.setAttribute("data-sent", "");
    button?.setAttribute("aria-busy", "true");
    setTimeout(() => release(form), STUCK_AFTER);
  });
  // A page that comes back from the browser's memory must be usable again.
  window.addEventListener("pageshow", () => page.querySelectorAll<HTMLFormElement>("form[data-sent]").forEach(release));
}

export function release(form: HTMLFormElement): void {
  delete form.dataset["sent"];
  for (const button of form.querySelectorAll("[data-sent]")) {
    button.removeAttribute("data-sent");
    button.removeAttribute("aria-busy");
  }
}
