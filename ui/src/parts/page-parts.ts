// A link inside [data-part] brings the part of a page that it leads to into its own place. Without script it opens the page.

type Fetch = (address: string) => Promise<string>;

export function startPageParts(page: Document, load: Fetch = fromServer): void {
  for (const place of page.querySelectorAll<HTMLElement>("[data-part]")) {
    const link = place.querySelector("a");
    link?.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
      event.preventDefault();
      void bring(place, link.getAttribute("href") ?? "", load);
    });
  }
}

async function bring(place: HTMLElement, href: string, load: Fetch): Promise<void> {
  if (place.getAttribute("aria-busy") === "true") return;
  place.setAttribute("aria-busy", "true");
  try {
    // Our own server wrote it, and it escapes what people typed.
    place.innerHTML = await load(place.dataset["part"] ?? href);
    place.tabIndex = -1;
    place.focus({ preventScroll: true });
  } catch {
    // The page itself says what is wrong.
    location.assign(href);
  } finally {
    place.removeAttribute("aria-busy");
  }
}

async function fromServer(address: string): Promise<string> {
  const answer = await fetch(address, { headers: { accept: "text/html" } });
  if (!answer.ok || answer.redirected) throw new Error(`${address}: ${answer.status}`);
  return answer.text();
}
