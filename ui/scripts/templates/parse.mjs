// Reads an askama template into a tree. White space is not a node: each node knows whether a reader of the page would
// get white space before it (`space`), and a list knows it of its end. The `-` of askama's marks is resolved here and
// written anew where a line is broken.

import { CONTINUES_BLOCK, OPENS_BLOCK } from "./read-mark.mjs";
import { tokens } from "./tokens.mjs";

/** The nodes of a template, or with `markup` false of the value of an attribute. */
export function parse(source, markup = true) {
  const tree = new Tree();
  for (const token of tokens(source, markup)) tree.take(token);
  return nest(tree.end());
}

const newList = (more) => ({ ...more, children: [], spaceAtEnd: false });

/** The tree as far as it has been read; `space` and `blank` are what stands between the last node and the next. */
class Tree {
  root = newList({ kind: "root" });
  open = [{ node: this.root, list: this.root }];
  space = false;
  blank = false;
  trimmed = false;

  take(token) {
    if (token.kind === "text") this.takeText(token.text);
    else if (["expression", "comment", "control"].includes(token.kind)) this.takeMark(token);
    else this.add(token);
  }

  takeText(text) {
    const [, leading, words, trailing] = /^(\s*)([\s\S]*?)(\s*)$/.exec(text);
    if (leading && !this.trimmed) this.space = this.space || leading;
    if (/\n\s*\n/.test(leading)) this.blank = true;
    if (!words) return;
    this.add({ kind: "text", text: words });
    this.space = trailing;
    this.blank = /\n\s*\n/.test(trailing);
  }

  takeMark(mark) {
    if (mark.trimsBefore) this.space = false;
    const word = mark.kind === "control" ? mark.text.split(/\s/)[0] : "";
    if (OPENS_BLOCK.has(word)) this.openBlock(word, mark.text);
    else if (CONTINUES_BLOCK.has(word)) this.continueBlock(mark.text);
    else if (word.startsWith("end")) this.endBlock(mark.text);
    else if (mark.kind !== "comment" || mark.text) this.add(mark);
    this.trimmed = mark.trimsAfter;
  }

  add(node) {
    this.open.at(-1).list.children.push(Object.assign(node, { space: this.space, blank: this.blank }));
    this.startAfresh();
  }

  startAfresh() {
    this.space = this.blank = this.trimmed = false;
  }

  openBlock(word, text) {
    const branch = newList({ mark: text });
    const node = { kind: "block", word, branches: [branch] };
    this.add(node);
    this.open.push({ node, list: branch });
  }

  continueBlock(text) {
    const { node } = this.endList(text);
    node.branches.push(newList({ mark: text }));
    this.open.at(-1).list = node.branches.at(-1);
  }

  endBlock(text) {
    this.endList(text).node.end = text;
    this.open.pop();
  }

  endList(text) {
    const innermost = this.open.at(-1);
    if (innermost.node === this.root) throw new Error(`{% ${text} %} stands where no block is open`);
    innermost.list.spaceAtEnd = this.space;
    this.startAfresh();
    return innermost;
  }

  end() {
    if (this.open.length > 1) throw new Error(`{% ${this.open.at(-1).list.mark} %} has no end`);
    this.root.spaceAtEnd = this.space;
    return this.root;
  }
}

/** Puts what stands between a tag and its end into one element; a tag without its end in the same list stays alone. */
function nest(list) {
  const done = [];
  for (const node of list.children) {
    if (node.kind === "block") node.branches.forEach(nest);
    const start = node.kind === "close" ? done.findLastIndex((earlier) => earlier.kind === "open" && earlier.name === node.name) : -1;
    if (start >= 0) {
      const [opening, ...children] = done.splice(start);
      done.push({ ...opening, kind: "element", children, spaceAtEnd: node.space });
    } else {
      done.push(node.kind === "open" && (node.leaf || node.kept) ? { ...node, kind: "element" } : node);
    }
  }
  list.children = done;
  return list;
}
