// The marks, tags and texts of an askama template, one after the other.

import { readAttributes } from "./attributes.mjs";
import { endOfMark, isMark, readMark } from "./read-mark.mjs";

const VOID = new Set("area base br col embed hr img input link meta source track wbr".split(" "));
/** Their content is kept as written: white space counts in it, or it is no markup. */
const KEPT = new Set(["pre", "textarea", "script", "style"]);
/** Classes with `white-space: pre-line`, where the end of a line is seen. */
const KEPT_CLASSES = /\bclass="[^"]*\b(cx-case-text|cx-detail-line)\b/;

const isTag = (source, at) => /^<[/!a-z]/i.test(source.slice(at, at + 2));

/** The tokens of a text in which `markup` says whether tags are read as such. */
export function tokens(source, markup) {
  const found = [];
  let at = 0;
  while (at < source.length) {
    const { token, end } = tokenAt(source, at, markup);
    found.push(token);
    at = end;
  }
  return found;
}

function tokenAt(source, start, markup) {
  if (isMark(source, start)) {
    const end = endOfMark(source, start);
    return { token: readMark(source.slice(start, end)), end };
  }
  if (markup && source.startsWith("<!--", start)) {
    const end = source.indexOf("-->", start) + 3;
    return { token: { kind: "remark", text: source.slice(start, end) }, end };
  }
  if (markup && isTag(source, start)) return tagAt(source, start);
  let end = start + 1;
  while (end < source.length && !isMark(source, end) && !(markup && isTag(source, end))) end += 1;
  return { token: { kind: "text", text: source.slice(start, end) }, end };
}

/** A tag; with one whose content is kept, the content and the end of the element. */
function tagAt(source, start) {
  const end = endOfTag(source, start);
  const token = readTag(source.slice(start, end));
  if (!token.kept) return { token, end };
  const closing = source.indexOf(`</${token.name}`, end);
  return { token: { ...token, content: source.slice(end, closing) }, end: endOfTag(source, closing) };
}

/** Index behind the `>` of the tag that begins at `start`. */
function endOfTag(source, start) {
  let quote = "";
  for (let at = start + 1; at < source.length; at += 1) {
    if (isMark(source, at)) at = endOfMark(source, at) - 1;
    else if (quote) quote = source[at] === quote ? "" : quote;
    else if (source[at] === '"' || source[at] === "'") quote = source[at];
    else if (source[at] === ">") return at + 1;
  }
  throw new Error(`a tag has no end: ${source.slice(start, start + 40)}`);
}

function readTag(raw) {
  const closing = /^<\/([\w-]+)/.exec(raw);
  if (closing) return { kind: "close", name: closing[1] };
  const opening = /^<([\w-]+)/.exec(raw);
  if (!opening) return { kind: "remark", text: raw };
  const [begun, name] = opening;
  const selfClosed = raw.endsWith("/>");
  return {
    kind: "open",
    name,
    selfClosed,
    leaf: selfClosed || VOID.has(name),
    kept: !selfClosed && (KEPT.has(name) || KEPT_CLASSES.test(raw)),
    attributes: readAttributes(raw.slice(begun.length, selfClosed ? -2 : -1)),
  };
}
