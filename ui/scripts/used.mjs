// What the pages use: read from the templates and sources, so that nothing else is shipped.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** The text of every page template, source of a page, and script of ours. */
export async function sources(root) {
  const crates = (await readdir(join(root, "../crates"))).filter((name) => name === "web" || name.startsWith("web-"));
  const pages = crates.flatMap((name) => [join(root, "../crates", name, "templates"), join(root, "../crates", name, "src")]);
  const folders = [...pages, join(root, "src")];
  const texts = await Promise.all(folders.map((folder) => read(folder)));
  return texts.flat().join("\n");
}

/** The names that may stand in a class attribute: what templates write there, and hyphenated words in the sources. */
export function classNames(text) {
  const written = [...text.matchAll(/class(?:Name)?\s*=\s*"([^"]*)/g)].flatMap((match) => match[1].split(/\s+/));
  const hyphenated = text.match(/[a-z][a-z0-9]*(?:-[a-z0-9]+)+/g) ?? [];
  return new Set([...written, ...hyphenated, "btn", "form-control", "form-select"]);
}

async function read(folder) {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const files = entries.filter((entry) => entry.isFile() && /\.(html|rs|ts)$/.test(entry.name));
  return Promise.all(files.map((entry) => readFile(join(entry.parentPath ?? entry.path, entry.name), "utf8")));
}
