import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const crates = join(import.meta.dirname, "../../crates");

const templates = readdirSync(crates, { recursive: true })
  .filter((name) => /^[\w-]+\/templates\/.*\.html$/.test(name))
  .map((name) => ({ name, text: readFileSync(join(crates, name), "utf8") }));

/** The names that each macro gives to what it is called with. */
const macros = new Map();
for (const { text } of templates) {
  for (const [, name, names] of text.matchAll(/\{%-?\s*macro (\w+)\(([^)]*)\)/g)) {
    macros.set(name, names.split(",").map((part) => part.trim()));
  }
}

/** What stands between the brackets of a call, taken apart at its commas. */
function values(text, start) {
  const all = [""];
  let depth = 0;
  let quoted = false;
  for (let at = start; at < text.length; at += 1) {
    const letter = text[at];
    if (letter === '"') quoted = !quoted;
    if (!quoted && "([{".includes(letter)) depth += 1;
    if (!quoted && ")]}".includes(letter)) {
      if (depth === 0) return all.map((value) => value.trim());
      depth -= 1;
    }
    if (!quoted && depth === 0 && letter === ",") all.push("");
    else all[all.length - 1] += letter;
  }
  return all;
}

const wordsIn = (value) => value.replace(/"[^"]*"/g, "").match(/(?<![\w.:|])[a-z_]\w*\b(?!\s*\()/g) ?? [];

/** askama names the first value before it reads the second: a value whose word a macro has given away by then is another one. */
it("calls no macro with a value that is named like an earlier one of the macro's", () => {
  const faults = [];
  for (const { name, text } of templates) {
    for (const call of text.matchAll(/(?<!macro )\b(?:\w+::)?(\w+)\(/g)) {
      const names = macros.get(call[1]);
      if (!names) continue;
      const given = values(text, call.index + call[0].length);
      given.forEach((value, place) => {
        const taken = names.slice(0, place).filter((one, before) => wordsIn(value).includes(one) && given[before] !== one);
        if (taken.length > 0) faults.push(`${name}: ${call[1]}(… ${value} …) after ${taken.join(", ")}`);
      });
    }
  }
  expect(faults).toEqual([]);
});
