// Bundles the styles for Chromium 86. Tabler keeps only the rules whose classes occur in our pages.
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { readFileSync } from "node:fs";
import { bundleAsync, transform } from "lightningcss";
import { sources } from "./used.mjs";

const CHROME_86 = 86 << 16;

export async function buildStyles(root) {
  const words = new Set((await sources(root)).match(/[A-Za-z_][\w-]*/g));
  const require = createRequire(join(root, "package.json"));
  const bundled = await bundleAsync({
    filename: join(root, "styles/app.css"),
    resolver: {
      resolve: (specifier, from) => (specifier.startsWith(".") ? join(dirname(from), specifier) : require.resolve(specifier)),
      read: (file) => (file.endsWith("tabler.min.css") ? pruned(file, words) : readFileSync(file, "utf8")),
    },
  });
  const maplibre = pruned(require.resolve("maplibre-gl/dist/maplibre-gl.css"), new Set(), /^maplibregl-(map|canvas|canvas-container|interactive|marker|popup|cooperative|touch)/);
  const code = `${maplibre}\n${bundled.code}\n${shares()}`;
  return transform({ filename: "app.css", code: Buffer.from(code), minify: true, targets: { chrome: CHROME_86 } }).code;
}

/** Widths as classes, because the Content-Security-Policy allows no style attribute. */
function shares() {
  return Array.from({ length: 101 }, (_, share) => `.cx-w-${share}{--cx-w:${share}%}`).join("\n");
}

/** A style sheet without the rules that no page can need: an unknown class, or :has(), which Chromium 86 does not know. */
function pruned(file, words, pattern) {
  const keeps = (name) => words.has(name) || (pattern?.test(name) ?? false);
  const possible = (selector) => selector.every((part) => {
    if (part.type === "class") return keeps(part.name);
    if (part.type === "pseudo-class" && part.kind === "has") return false;
    if (part.type === "pseudo-class" && (part.kind === "is" || part.kind === "where")) return part.selectors.some(possible);
    return true;
  });
  const source = readFileSync(file, "utf8").replace(/@charset "[^"]*";/, "");
  const { code } = transform({
    filename: file,
    code: Buffer.from(source),
    errorRecovery: true,
    minify: true, // also removes the rules that have no selector left
    visitor: { Selector: (selector) => (possible(selector) ? undefined : []) },
  });
  return code.toString();
}
