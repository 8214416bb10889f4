// Attributes of a tag, with the conditions around some of them.

import { CONTINUES_BLOCK, OPENS_BLOCK, endOfMark, isMark, readMark } from "./read-mark.mjs";

/**
 * Attributes of a tag, one after the other; a condition around some of them is one of its own kind.
 * @returns {({ kind: "plain", text: string } | { kind: "conditional", branches: object[], end: string })[]}
 */
export function readAttributes(source) {
  const found = [];
  let at = 0;
  while (at < source.length) {
    if (/\s/.test(source[at])) {
      at += 1;
    } else if (isMark(source, at) && source[at + 1] === "%") {
      const end = endOfBlock(source, at);
      found.push(readConditional(source.slice(at, end)));
      at = end;
    } else {
      const end = endOfAttribute(source, at);
      found.push({ kind: "plain", text: source.slice(at, end) });
      at = end;
    }
  }
  return found;
}

function endOfAttribute(source, start) {
  let quote = "";
  let at = start;
  for (; at < source.length; at += 1) {
    if (isMark(source, at) && (quote || source[at + 1] === "{")) at = endOfMark(source, at) - 1;
    else if (quote) quote = source[at] === quote ? "" : quote;
    else if (source[at] === '"' || source[at] === "'") quote = source[at];
    else if (/\s/.test(source[at]) || isMark(source, at)) break;
  }
  return at;
}

/** Index behind the mark that ends the block which begins at `start`. */
function endOfBlock(source, start) {
  let depth = 0;
  let at = start;
  do {
    const next = source.indexOf("{%", at);
    if (next < 0) throw new Error(`a condition in a tag has no end: ${source.slice(start, start + 60)}`);
    at = endOfMark(source, next);
    const word = readMark(source.slice(next, at)).text.split(/\s/)[0];
    if (OPENS_BLOCK.has(word)) depth += 1;
    else if (word.startsWith("end")) depth -= 1;
  } while (depth > 0);
  return at;
}

function readConditional(source) {
  const branches = [];
  let at = 0;
  let depth = 0;
  let begins = 0;
  while (at < source.length) {
    const next = source.indexOf("{%", at);
    const end = endOfMark(source, next);
    const { text } = readMark(source.slice(next, end));
    const word = text.split(/\s/)[0];
    if (OPENS_BLOCK.has(word)) depth += 1;
    const mine = depth === 1;
    if (word.startsWith("end")) depth -= 1;
    if (mine && (OPENS_BLOCK.has(word) || CONTINUES_BLOCK.has(word) || depth === 0)) {
      if (branches.length) branches.at(-1).attributes = readAttributes(source.slice(begins, next));
      if (depth === 0) return { kind: "conditional", branches, end: text };
      branches.push({ mark: text, attributes: [] });
      begins = end;
    }
    at = end;
  }
  throw new Error(`a condition in a tag has no end: ${source.slice(0, 60)}`);
}
