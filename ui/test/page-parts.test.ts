import { expect, test, vi } from "vitest";

import { startPageParts } from "../src/parts/page-parts";

function page(): HTMLElement {
  document.body.innerHTML = `<div data-part="/cases/1/similar?part=yes"><p><a href="/cases/1/similar">look</a></p></div>`;
  return document.querySelector("[data-part]") as HTMLElement;
}

test("a click brings the part into its place", async () => {
  const place = page();
  const asked: string[] = [];
  startPageParts(document, (address) => {
    asked.push(address);
    return Promise.resolve("<ul><li>like it</li></ul>");
  });
  place.querySelector("a")?.click();
  await vi.waitFor(() => expect(place.textContent).toBe("like it"));
  expect(asked).toEqual(["/cases/1/similar?part=yes"]);
  expect(document.activeElement).toBe(place);
});

test("a second click while it is on its way asks nothing", () => {
  const place = page();
  const load = vi.fn(() => new Promise<string>(() => undefined));
  startPageParts(document, load);
  place.querySelector("a")?.click();
  place.querySelector("a")?.click();
  expect(load).toHaveBeenCalledTimes(1);
});
