// Chosen photos are shown before they are sent. data-max (bytes) and data-too-large (words) warn before a vain wait.

export function startUpload(page: Document): void {
  for (const field of page.querySelectorAll<HTMLElement>("[data-upload]")) {
    const input = field.querySelector<HTMLInputElement>("input[type=file]");
    const list = field.querySelector<HTMLElement>(".cx-previews");
    if (!input || !list) continue;
    input.addEventListener("change", () => {
      for (const image of list.querySelectorAll("img")) URL.revokeObjectURL(image.src);
      list.replaceChildren(...[...(input.files ?? [])].map((file) => preview(page, file)));
    });
  }
}

function preview(page: Document, file: File): HTMLElement {
  const item = page.createElement("li");
  if (file.type.startsWith("image/")) {
    const image = page.createElement("img");
    image.src = URL.createObjectURL(file);
    image.alt = "";
    item.append(image);
  }
  const name = page.createElement("span");
  name.textContent = `${file.name} ${megabytes(file.size)}`;
  name.title = file.name;
  item.append(name);
  return item;
}

/** A size in the unit in which limits are spoken of. */
export function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
