// Bundles the styles for Chromium 86. Tabler keeps only the rules whose classes occur in our pages.
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { readFileSync } from "node:fs";
import { bundleAsync, transform } from "lightningcss";
import postcss from "postcss";
import { classNames, sources } from "./used.mjs";

const CHROME_86 = 86 << 16;

export async function buildStyles(root) {
  const words = classNames(await sources(root));
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
  const { code: lowered } = transform({ filename: "app.css", code: Buffer.from(code), minify: true, targets: { chrome: CHROME_86 } });
  return withoutUnusedVariables(lowered.toString());
}

/** Tabler defines hundreds of variables for parts that we do not use; a removed one may free others. */
function withoutUnusedVariables(css) {
  const used = new Set([...css.matchAll(/var\((--tblr-[\w-]+)/g)].map((match) => match[1]));
  const less = css.replace(/(--tblr-[\w-]+):(?:[^;{}"']|"[^"]*"|'[^']*')*;?/g, (whole, name) => (used.has(name) ? whole : ""));
  return less.length < css.length ? withoutUnusedVariables(less) : less;
}

/** Widths as classes, because the Content-Security-Policy allows no style attribute. */
function shares() {
  return Array.from({ length: 101 }, (_, share) => `.cx-w-${share}{--cx-w:${share}%}`).join("\n");
}

/** A style sheet without the rules that no page can need: an unknown class, or :has(), which Chromium 86 does not know. */
function pruned(file, names, pattern) {
  const sheet = postcss.parse(readFileSync(file, "utf8"));
  // We move nothing, and Lightning CSS writes keyframes with logical properties out as rules for <a>.
  sheet.walkAtRules(/keyframes$|^charset$/, (rule) => rule.remove());
  sheet.walkRules((rule) => {
    const selectors = rule.selectors.filter((selector) => possible(selector, (name) => names.has(name) || (pattern?.test(name) ?? false)));
    if (selectors.length === 0) rule.remove();
    else rule.selectors = selectors;
  });
  return sheet.toString();
}

function possible(selector, known) {
  if (selector.includes(":has(") || selector.includes("[data-vc")) return false; // data-vc: a date picker that we do not have
  const certain = selector.replace(/:(?:not|is|where)\((?:[^()]|\([^()]*\))*\)/g, "");
  return [...certain.matchAll(/\.((?:[\w-]|\\.)+)/g)].every((match) => known(match[1]));
}
