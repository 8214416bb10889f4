// Askama's marks as text: on one line, or on as many as it takes.

export const WIDTH = 100;
export const STEP = "  ";

export function mark(kind, text, dashBefore, dashAfter) {
  const [open, close] = { expression: ["{{", "}}"], comment: ["{#", "#}"], control: ["{%", "%}"] }[kind];
  return `${open}${dashBefore ? "-" : ""} ${text} ${dashAfter ? "-" : ""}${close}`;
}

/** A mark on as many lines as it takes: filters, arguments and parts of a condition stand below each other. */
export function markLines(kind, text, dashBefore, dashAfter, indent) {
  const whole = mark(kind, text, dashBefore, dashAfter);
  if (kind === "comment") return commentLines(whole, indent);
  if (indent.length + whole.length <= WIDTH) return [indent + whole];
  const open = whole.slice(0, dashBefore ? 3 : 2);
  const close = whole.slice(dashAfter ? -3 : -2);
  const filters = text.includes("||") ? [] : split(text, ["|"]).map((part) => part.trim());
  if (filters.length > 2 || (filters.length > 1 && filters.at(-1).includes("("))) {
    const lines = filters.map((part, at) => (at ? `${indent}${STEP}|${part}` : `${indent}${open} ${part}`));
    lines[lines.length - 1] += ` ${close}`;
    return lines;
  }
  const call = /^(.*?\()(.*)(\)[^()]*)$/.exec(text);
  const parts = call && split(call[2], [", "]);
  if (parts && parts.length > 1 && !/ && | \|\| /.test(text)) {
    const inside = parts.map((part, at) => `${indent}${STEP}${part}${at < parts.length - 1 ? "," : ""}`);
    return [`${indent}${open} ${call[1]}`, ...inside, `${indent}${call[3]} ${close}`];
  }
  const conditions = split(text, [" && ", " || "]);
  if (conditions.length === 1) return [indent + whole];
  const lines = conditions.map((part, at) => (at ? indent + STEP + part : `${indent}${open} ${part}`));
  lines[lines.length - 1] += ` ${close}`;
  return lines;
}

/** Parts of an expression between separators that stand in no bracket and no string; && and || stay with what follows, a bar does not. */
function split(text, separators) {
  const parts = [];
  let depth = 0;
  let inString = false;
  let begins = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '"') inString = !inString;
    else if (inString) continue;
    else if ("([{".includes(text[at])) depth += 1;
    else if (")]}".includes(text[at])) depth -= 1;
    const separator = depth === 0 && separators.find((one) => text.startsWith(one, at));
    if (!separator) continue;
    parts.push(text.slice(begins, at));
    begins = separator === ", " ? at + 2 : at + 1;
  }
  return [...parts, text.slice(begins)];
}

/** A comment keeps its lines, as far as they are short enough. */
function commentLines(whole, indent) {
  return whole.split("\n").flatMap((line, at) => wrap(line.trim(), at ? `${indent}   ` : indent, `${indent}   `));
}

/** Words on lines, the first of which may stand further out than the others. */
export function wrap(text, firstIndent, indent = firstIndent) {
  const lines = [];
  for (const word of text.split(/\s+/)) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + 1 + word.length <= WIDTH) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push((lines.length ? indent : firstIndent) + word);
  }
  return lines;
}

/** The same text whose first and last mark take away the white space outside. */
export function trimOutside(text, before, after) {
  const begun = before ? text.replace(/^\{([{%#])/, "{$1-") : text;
  return after ? begun.replace(/([}%#])\}$/, "-$1}") : begun;
}

export const oneSpace = (space) => (typeof space === "string" && !space.includes("\n") ? space : " ");

/** What stands in a value, on one line. */
export function flatNodes(list) {
  const parts = list.children.map((node) => {
    const space = node.space ? oneSpace(node.space) : "";
    if (node.kind === "text") return space + node.text;
    if (node.kind !== "block") return space + mark(node.kind, node.text);
    return space + node.branches.map((branch) => mark("control", branch.mark) + flatNodes(branch)).join("") + mark("control", node.end);
  });
  return parts.join("") + (list.spaceAtEnd ? oneSpace(list.spaceAtEnd) : "");
}
