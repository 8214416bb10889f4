// Writes the tree of a template: one element a line, conditions on lines of their own, no line longer than the limit
// where that can be had. A line break that a reader would see as a space is undone by the dash of askama's mark beside
// it, or by an empty comment where no mark stands there.

import { tidyCells } from "./cells.mjs";
import { flat, isWantedBreak, keptContent, runText } from "./inline.mjs";
import { STEP, WIDTH, mark, markLines, trimOutside, wrap } from "./marks.mjs";
import { parse } from "./parse.mjs";
import { lineBreakAt, link } from "./space.mjs";
import { brokenValue, flatTag, longTagLines, tagLines } from "./tags.mjs";

const GLUE = "{#- -#}";

/** A template as it should be written. */
export function format(source) {
  return `${printList(link(tidyCells(parse(source))), "").join("\n")}\n`;
}

/** Where a template is not written as it should be: the first line that differs, and each line that is too long. */
export function faultsOf(source, formatted) {
  const lines = source.split("\n");
  const expected = formatted.split("\n");
  const faults = lines
    .map((line, at) => ({ line: at + 1, words: `${line.length} columns, ${WIDTH} are allowed`, isLong: line.length > WIDTH }))
    .filter(({ isLong }) => isLong);
  if (source === formatted) return faults;
  const first = lines.findIndex((line, at) => line !== expected[at]);
  return [{ line: (first < 0 ? lines.length : first) + 1, words: "not formatted; `cargo xtask format` writes it" }, ...faults];
}

const isMark = (node) => ["expression", "control", "comment", "block"].includes(node?.kind);

/** The lines of a list of nodes. */
function printList(list, indent) {
  const runs = [];
  list.children.forEach((node, at) => {
    if (!at || isWantedBreak(list, at)) runs.push({ from: at, to: at + 1 });
    else runs.at(-1).to = at + 1;
  });
  const lines = [];
  for (const { from, to } of splitRuns(list, runs, indent)) {
    if (from && list.children[from].blank) lines.push("");
    lines.push(...printRun(list, from, to, indent));
  }
  return lines;
}

/** Runs that do not fit on a line are parted: first where white space stands, then beside marks. */
function splitRuns(list, runs, indent) {
  const fits = (from, to) => {
    const text = runText(list, from, to);
    const room = WIDTH - (undo(list, to).comment ? GLUE.length + 1 : 3);
    return text !== null && indent.length + text.length <= room;
  };
  return runs.flatMap(({ from, to }) => {
    const done = [];
    for (let begins = from; begins < to; begins = done.at(-1).to) {
      let ends = to;
      while (ends > begins + 1 && !fits(begins, ends)) ends -= 1;
      if (ends < to) ends = lastFreeBreak(list, begins, ends) ?? ends;
      done.push({ from: begins, to: ends });
    }
    return done;
  });
}

/** The last place of a run where a break does no harm. */
function lastFreeBreak(list, from, to) {
  for (let at = to; at > from; at -= 1) if (lineBreakAt(list, at) === "free") return at;
  return undefined;
}

/** How a break at this place is undone: a dash of the mark before or after it, or a comment. */
function undo(list, at) {
  if (lineBreakAt(list, at) === "free") return {};
  const before = list.children[at - 1];
  const after = list.children[at];
  if (at === 0 && list.owner?.kind === "block") return { dashOnPrevious: true };
  if (at === list.children.length && list.owner?.kind === "block") return { dashOnNext: true };
  if (isMark(after)) return { dashOnNext: true };
  if (isMark(before)) return { dashOnPrevious: true };
  if (!list.owner && (at === 0 || at === list.children.length)) return {};
  return { comment: true };
}

/** The lines of nodes that stand beside each other on one line. */
function printRun(list, from, to, indent) {
  const dashBefore = Boolean(undo(list, from).dashOnNext) && (from > 0 || list.owner !== null);
  const next = undo(list, to);
  const dashAfter = Boolean(next.dashOnPrevious) && (to < list.children.length || list.owner !== null);
  const tail = next.comment ? GLUE : "";
  const room = WIDTH - (tail ? GLUE.length + 1 : 3);
  const lines =
    to - from === 1
      ? printNode(list.children[from], indent, room, dashBefore, dashAfter)
      : [indent + trimOutside(runText(list, from, to), dashBefore, dashAfter)];
  lines[lines.length - 1] += tail;
  return lines;
}

function printNode(node, indent, room, dashBefore, dashAfter) {
  if (["expression", "comment", "control"].includes(node.kind)) return markLines(node.kind, node.text, dashBefore, dashAfter, indent);
  const short = flat(node);
  if (node.kind === "block") return printBlock(node, indent, short, dashBefore, dashAfter);
  if (node.kind === "text" && indent.length + short.length > WIDTH) return wrap(short, indent);
  if (short !== null && indent.length + short.length <= room) return [indent + short];
  if (node.kind === "open") return tagLines(node, indent);
  if (node.kind !== "element") return [indent + short];
  return printElement(node, indent);
}

function printElement(node, indent) {
  const lines = tagLines(node, indent);
  if (node.leaf) return lines;
  if (node.kept) {
    const opening = lines.pop().slice(indent.length);
    return [...lines, ...brokenValue(opening, keptContent(node), `</${node.name}>`, indent)];
  }
  if (!node.children.length) {
    lines[lines.length - 1] += `</${node.name}>`;
    return lines;
  }
  if (undo(node, 0).comment) {
    if (lines.length === 1 && lines[0].length > WIDTH - GLUE.length) lines.splice(0, 1, ...longTagLines(node, indent));
    lines[lines.length - 1] += GLUE;
  }
  const inside = printList(node, indent + STEP);
  return [...lines, ...inside, `${indent}</${node.name}>`];
}

function printBlock(node, indent, short, dashBefore, dashAfter) {
  if (short !== null && indent.length + short.length <= WIDTH - 3) {
    return [indent + trimOutside(short, dashBefore, dashAfter)];
  }
  const isMatch = node.word === "match";
  const lines = [];
  let dash = dashBefore;
  node.branches.forEach((branch, at) => {
    const ofMark = isMatch && at ? indent + STEP : indent;
    const ofContent = isMatch ? indent + STEP + (at ? STEP : "") : indent + STEP;
    lines.push(...markLines("control", branch.mark, dash, Boolean(undo(branch, 0).dashOnPrevious), ofMark));
    lines.push(...printList(branch, ofContent));
    dash = Boolean(undo(branch, branch.children.length).dashOnNext);
  });
  return [...lines, indent + mark("control", node.end, dash, dashAfter)];
}
