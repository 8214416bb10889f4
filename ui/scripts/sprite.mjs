// One SVG with the icons that the pages name: Tabler outline, stroke 1.75 (set in CSS), and our mark.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { sources } from "./used.mjs";

export async function buildSprite(root) {
  const text = await sources(root);
  const named = [...text.matchAll(/\bicon(?:_small)?\("([a-z0-9-]+)"/g)].map((match) => match[1]);
  const listed = (await readFile(join(root, "icons.txt"), "utf8")).split("\n").filter((line) => line && !line.startsWith("#"));
  const names = [...new Set([...named, ...listed])].sort();
  const symbols = await Promise.all(names.map((name) => symbol(root, name)));
  const mark = (await readFile(join(root, "mark.svg"), "utf8")).replaceAll("#0f6a58", "currentColor").trim()
    .replace(/^<svg xmlns="[^"]*" /, '<symbol id="mark" ').replace(/<\/svg>$/, "</symbol>");
  return `<svg xmlns="http://www.w3.org/2000/svg">\n${[...symbols, mark].join("\n")}\n</svg>\n`;
}

async function symbol(root, name) {
  const path = join(root, "../node_modules/@tabler/icons/icons/outline", `${name}.svg`);
  const source = await readFile(path, "utf8").catch(() => {
    throw new Error(`Tabler has no outline icon "${name}"`);
  });
  const shapes = [...source.matchAll(/<(path|circle|rect|line|polyline|ellipse)\b[^>]*\/>/g)]
    .map((match) => match[0].replace(/\s+/g, " "))
    .filter((shape) => !shape.includes('stroke="none"'));
  return `<symbol id="${name}" viewBox="0 0 24 24">${shapes.join("")}</symbol>`;
}
