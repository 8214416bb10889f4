// The marks, tags and texts of an askama template, one after the other.

import { readAttributes } from "./attributes.mjs";
import { endOfMark, isMark, readMark } from "./read-mark.mjs";

const VOID = new Set("area base br col embed hr img input link meta source track wbr".split(" "));
/** Their content is kept as written: white space counts in it, or it is no markup. */
const KEPT = new Set(["pre", "textarea", "script", "style"]);
/** Classes with `white-space: pre-line`, where the end of a line is seen. */
const KEPT_CLASSES = /\bclass="[^"]*\b(cx-case-text|cx-detail-line)\b/;

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

/** The tokens of a text in which `markup` says whether tags are read as such. */
export function tokens(source, markup) {
  const found = [];
  let at = 0;
  while (at < source.length) {
    let end;
    if (isMark(source, at)) {
      end = endOfMark(source, at);
      found.push(readMark(source.slice(at, end)));
    } else if (markup && source.startsWith("<!--", at)) {
      end = source.indexOf("-->", at) + 3;
      found.push({ kind: "remark", text: source.slice(at, end) });
    } else if (markup && /^<[/!a-z]/i.test(source.slice(at, at + 2))) {
      end = endOfTag(source, at);
      found.push(readTag(source.slice(at, end)));
      const opened = found.at(-1);
      if (opened.kind === "open" && opened.kept) {
        const closing = source.indexOf(`</${opened.name}`, end);
        opened.content = source.slice(end, closing);
        end = endOfTag(source, closing);
      }
    } else {
      end = at;
      while (end < source.length && !isMark(source, end) && !(markup && /^<[/!a-z]/i.test(source.slice(end, end + 2)))) end += 1;
      found.push({ kind: "text", text: source.slice(at, end) });
    }
    at = end;
  }
  return found;
}

function readTag(raw) {
  const closing = /^<\/([\w-]+)/.exec(raw);
  if (closing) return { kind: "close", name: closing[1] };
  const opening = /^<([\w-]+)/.exec(raw);
  if (!opening) return { kind: "remark", text: raw };
  const selfClosed = raw.endsWith("/>");
  const inside = raw.slice(opening[0].length, selfClosed ? -2 : -1);
  const name = opening[1];
  const kept = (KEPT.has(name) || KEPT_CLASSES.test(raw)) && !selfClosed;
  return { kind: "open", name, selfClosed, leaf: selfClosed || VOID.has(name), kept, attributes: readAttributes(inside) };
}
