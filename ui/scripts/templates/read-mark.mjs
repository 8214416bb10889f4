// One mark of askama's: `{{ … }}`, `{% … %}` or `{# … #}`.

export const OPENS_BLOCK = new Set(["if", "for", "match", "block", "macro", "call", "filter"]);
export const CONTINUES_BLOCK = new Set(["else", "elif", "when"]);

/** Index behind the askama mark that begins at `start`; strings in it may hold anything. */
export function endOfMark(source, start) {
  const closing = { "{": "}}", "%": "%}", "#": "#}" }[source[start + 1]];
  if (closing === "#}") {
    const end = source.indexOf(closing, start + 2);
    if (end < 0) throw new Error(`a comment has no end: ${source.slice(start, start + 40)}`);
    return end + 2;
  }
  let inString = false;
  for (let at = start + 2; at < source.length; at += 1) {
    if (inString && source[at] === "\\") at += 1;
    else if (source[at] === '"') inString = !inString;
    else if (!inString && source.startsWith(closing, at)) return at + 2;
  }
  throw new Error(`a mark has no end: ${source.slice(start, start + 40)}`);
}

export const isMark = (source, at) => source[at] === "{" && "{%#".includes(source[at + 1] ?? " ");

/** An askama mark without its dashes: what it says, and which side it trims. */
export function readMark(raw) {
  const inner = raw.slice(2, -2);
  const [, before, words, after] = /^([-+~]?)([\s\S]*?)([-+~]?)$/.exec(inner);
  const kind = { "{": "expression", "%": "control", "#": "comment" }[raw[1]];
  const text = kind === "comment" ? words.trim().replace(/[^\S\n]*\n\s*/g, "\n") : onOneLine(words.trim());
  return { kind, text, trimsBefore: before === "-", trimsAfter: after === "-" };
}

/** What markLines broke, put together again. */
const onOneLine = (text) => text.replace(/\(\s*\n\s*/g, "(").replace(/,?\s*\n\s*\)/g, ")").replace(/\s*\n\s*/g, " ");
