// What may stand on one line, and where a line is broken whether it fits or not.

import { flatNodes, mark } from "./marks.mjs";
import { parse } from "./parse.mjs";
import { lineBreakAt, lineBreakIsSeen } from "./space.mjs";
import { flatTag } from "./tags.mjs";

const BREAKING = new Set(["block", "control"]);

/** An inline piece on one line, or null where it cannot be. */
export function flat(node) {
  if (node.kind === "text") return node.text.replace(/\s+/g, " ");
  if (node.kind === "remark") return node.text;
  if (node.kind === "expression" || node.kind === "comment") return mark(node.kind, node.text);
  if (node.kind === "close") return `</${node.name}>`;
  if (node.kind === "open") return flatTag(node);
  if (node.kind === "control") return mark("control", node.text);
  if (node.kind === "block") return flatBlock(node);
  if (node.kept) return keptContent(node).includes("\n") ? null : `${flatTag(node)}${keptContent(node)}</${node.name}>`;
  if (node.leaf) return flatTag(node);
  const inside = flatList(node);
  return inside === null ? null : `${flatTag(node)}${inside}</${node.name}>`;
}

/** What stands between the tags where white space counts: only the breaks beside askama's marks are taken back. */
export function keptContent({ content }) {
  return content.includes("\n") && content.includes("{") ? flatNodes(parse(content, false)) : content;
}

/** `{% call c::icon("x") %}{% endcall %}` and a block with one word in it stay on one line. */
function flatBlock(node) {
  const [branch] = node.branches;
  const short = node.word === "block" || !branch.children.length;
  if (!short || node.branches.length > 1 || !["block", "call"].includes(node.word)) return null;
  const inside = flatList(branch);
  return inside === null ? null : `${mark("control", branch.mark)}${inside}${mark("control", node.end)}`;
}

function flatList(list) {
  const elements = list.children.filter(({ kind }) => kind === "element");
  if (list.children.some((node) => BREAKING.has(node.kind) && flat(node) === null)) return null;
  const free = list.children.filter((node, at) => at && isWantedBreak(list, at));
  if (free.length || elements.length > 4) return null;
  const parts = list.children.map((node, at) => {
    const piece = flat(node);
    if (piece === null) return null;
    return (node.space && at ? " " : node.space && lineBreakIsSeen(list, 0) ? " " : "") + piece;
  });
  if (parts.includes(null)) return null;
  return parts.join("") + (list.spaceAtEnd && lineBreakIsSeen(list, list.children.length) ? " " : "");
}

/** Neighbours on one line, or null where one of them takes more. */
export function runText(list, from, to) {
  const parts = [];
  for (let at = from; at < to; at += 1) {
    const piece = flat(list.children[at]);
    if (piece === null) return null;
    parts.push((at > from && list.children[at].space ? " " : "") + piece);
  }
  return parts.join("");
}

/** Draws elements: a tag, a block, or an expression that calls a macro or writes markup. */
const isPiece = (node) =>
  ["element", "open", "close", "block", "control"].includes(node.kind) ||
  (node.kind === "expression" && /^(\w+::|(?:super|caller)\(\))|\|\s*safe$/.test(node.text));

/** One element a line: between two of them, and around what takes lines of its own, where nobody sees the break. */
export function isWantedBreak(list, at) {
  const before = list.children[at - 1];
  const after = list.children[at];
  if (after.blank) return true;
  if (isLineOfItsOwn(before) || isLineOfItsOwn(after)) return true;
  return isPiece(before) && isPiece(after) && lineBreakAt(list, at) === "free";
}

/** Elements that take a line of their own wherever they stand. */
const LINES = new Set(
  ("address article aside blockquote dd details dialog div dl dt fieldset figcaption figure footer form h1 h2 h3 header hr " +
    "li main nav noscript ol p section ul summary legend table caption thead tbody tfoot tr td th option optgroup datalist " +
    "head body html meta link script title select path circle rect defs marker").split(" "),
);

function isLineOfItsOwn(node) {
  if (node.kind === "block") return flatBlock(node) === null;
  if (node.kind === "control" || node.kind === "remark" || node.kind === "close" || node.kind === "open") return true;
  return node.kind === "element" && LINES.has(node.name);
}
