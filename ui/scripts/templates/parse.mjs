// Reads an askama template into a tree. White space is not a node: each node knows whether a reader of the page would
// get white space before it (`space`), and a list knows it of its end. The `-` of askama's marks is resolved here and
// written anew where a line is broken.

import { CONTINUES_BLOCK, OPENS_BLOCK } from "./read-mark.mjs";
import { tokens } from "./tokens.mjs";

/** The nodes of a template, or with `markup` false of the value of an attribute. */
export function parse(source, markup = true) {
  const root = { kind: "root", children: [], spaceAtEnd: false };
  const open = [{ node: root, list: root }];
  let space = false;
  let blank = false;
  let trimmed = false;

  const add = (node) => {
    const { list } = open.at(-1);
    list.children.push(Object.assign(node, { space, blank }));
    space = blank = trimmed = false;
  };
  const endList = () => {
    open.at(-1).list.spaceAtEnd = space;
    space = blank = trimmed = false;
  };
  const meetMark = (mark) => {
    if (mark.trimsBefore) space = false;
  };
  const leaveMark = (mark) => {
    trimmed = mark.trimsAfter;
  };

  for (const token of tokens(source, markup)) {
    if (token.kind === "text") {
      const [, leading, words, trailing] = /^(\s*)([\s\S]*?)(\s*)$/.exec(token.text);
      if (leading && !trimmed) space = space || leading;
      if (/\n\s*\n/.test(leading)) blank = true;
      if (words) {
        add({ kind: "text", text: words });
        space = trailing;
        blank = /\n\s*\n/.test(trailing);
      }
    } else if (token.kind === "comment" && token.text === "") {
      meetMark(token);
      leaveMark(token);
    } else if (token.kind === "expression" || token.kind === "comment") {
      meetMark(token);
      add(token);
      leaveMark(token);
    } else if (token.kind === "control") {
      const word = token.text.split(/\s/)[0];
      meetMark(token);
      if (OPENS_BLOCK.has(word)) {
        const node = { kind: "block", word, branches: [] };
        add(node);
        node.branches.push({ mark: token.text, children: [], spaceAtEnd: false });
        open.push({ node, list: node.branches[0] });
      } else if (CONTINUES_BLOCK.has(word) || word.startsWith("end")) {
        endList();
        const { node } = open.at(-1);
        if (node.kind !== "block") throw new Error(`{% ${token.text} %} stands where no block is open`);
        if (word.startsWith("end")) {
          node.end = token.text;
          open.pop();
        } else {
          node.branches.push({ mark: token.text, children: [], spaceAtEnd: false });
          open.at(-1).list = node.branches.at(-1);
        }
      } else {
        add(token);
      }
      leaveMark(token);
    } else {
      add(token);
    }
  }
  endList();
  if (open.length > 1) throw new Error(`{% ${open.at(-1).list.mark} %} has no end`);
  nest(root);
  return root;
}

/** Puts what stands between a tag and its end into one element; a tag without its end in the same list stays alone. */
function nest(list) {
  const done = [];
  for (const node of list.children) {
    if (node.kind === "block") node.branches.forEach(nest);
    if (node.kind === "close") {
      const start = done.findLastIndex((earlier) => earlier.kind === "open" && !earlier.leaf && earlier.name === node.name && !earlier.kept);
      if (start >= 0) {
        const [opening, ...children] = done.splice(start);
        done.push({ ...opening, kind: "element", children, spaceAtEnd: node.space });
        continue;
      }
    }
    if (node.kind === "open" && (node.leaf || node.kept)) node.kind = "element";
    done.push(node);
  }
  list.children = done;
}
