// <button data-locate="lon-id lat-id" hidden>: fills two fields with where the device is. Needs a secure page.
import { word } from "../words";

export function startLocate(page: Document): void {
  for (const button of page.querySelectorAll<HTMLButtonElement>("button[data-locate]")) {
    if (!("geolocation" in navigator) || !window.isSecureContext) continue;
    button.hidden = false;
    button.addEventListener("click", () => locate(page, button));
  }
}

function locate(page: Document, button: HTMLButtonElement): void {
  const [longitude, latitude] = (button.dataset["locate"] ?? "").split(" ").map((id) => page.getElementById(id));
  button.setAttribute("aria-busy", "true");
  const done = () => button.removeAttribute("aria-busy");
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      done();
      if (longitude instanceof HTMLInputElement) longitude.value = coords.longitude.toFixed(6);
      if (latitude instanceof HTMLInputElement) latitude.value = coords.latitude.toFixed(6);
    },
    () => {
      done();
      button.textContent = word("cases_locate_failed", {}, page);
    },
    { enableHighAccuracy: true, timeout: 15_000, maximumAge: 30_000 },
  );
}
