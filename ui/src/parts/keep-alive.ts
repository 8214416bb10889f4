// Somebody who types is at work, also where no page is asked for: the server hears of it at most once a minute.

const EVERY_MILLIS = 60_000;

export function startKeepAlive(page: Document, now: () => number = Date.now): void {
  let told = now();
  const tell = (event: Event) => {
    if (!(event.target instanceof Element) || now() - told < EVERY_MILLIS) return;
    // Pages for strangers have forms without a word; there is no session to keep.
    const csrf = page.querySelector<HTMLInputElement>("input[name=csrf]")?.value;
    if (!csrf) return;
    told = now();
    const body = new URLSearchParams({ csrf });
    // Without a network the next keystroke after a minute tries again.
    fetch("/session/alive", { method: "POST", body, credentials: "same-origin" }).catch(() => {});
  };
  page.addEventListener("input", tell);
  page.addEventListener("change", tell);
}
