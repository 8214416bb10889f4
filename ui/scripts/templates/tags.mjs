// Tags: on one line, or one attribute a line; and values that are longer than a line.

import { STEP, WIDTH, flatNodes, mark, markLines, oneSpace, trimOutside } from "./marks.mjs";
import { parse } from "./parse.mjs";

const flatConditional = ({ branches, end }) =>
  branches.map((branch) => `{% ${branch.mark} %}${branch.attributes.map(flatAttribute).join("")}`).join("") + `{% ${end} %}`;

const flatAttribute = (attribute) => (attribute.kind === "plain" ? ` ${flatValue(attribute.text)}` : flatConditional(attribute));

/** An attribute whose value was written on several lines, on one. */
function flatValue(text) {
  const { before, value, after } = valueOf(text);
  if (!value.includes("\n")) return text;
  return before + flatNodes(parse(value, false)) + after;
}

function valueOf(text) {
  const [, before, value = "", after = ""] = /^([^"]*"?)([\s\S]*?)("?)$/.exec(text);
  return { before, value, after };
}

const end = (node) => (node.selfClosed ? "/>" : ">");
export const flatTag = (node) => `<${node.name}${node.attributes.map(flatAttribute).join("")}${end(node)}`;

/** A tag with one attribute a line. */
export function tagLines(node, indent) {
  const flat = indent + flatTag(node);
  if (flat.length <= WIDTH) return [flat];
  return longTagLines(node, indent);
}

export function longTagLines(node, indent) {
  const inside = node.attributes.flatMap((attribute) => attributeLines(attribute, indent + STEP));
  return [`${indent}<${node.name}`, ...inside, indent + end(node)];
}

function attributeLines(attribute, indent) {
  if (attribute.kind === "plain") return valueLines(flatValue(attribute.text), indent);
  const flat = `${indent}${flatConditional(attribute).replace("{%", "{%-")}`;
  if (flat.length <= WIDTH) return [flat];
  const branches = attribute.branches.flatMap(({ mark: text, attributes }) => [
    ...markLines("control", text, true, false, indent),
    ...attributes.flatMap((inner) => attributeLines(inner, indent + STEP)),
  ]);
  return [...branches, indent + mark("control", attribute.end, true)];
}

/** A value that is too long is broken beside its conditions, where dashes undo it. */
function valueLines(text, indent) {
  const { before, value, after } = valueOf(text);
  return brokenValue(before, value, after, indent);
}

export function brokenValue(before, value, after, indent) {
  const whole = indent + before + value + after;
  const list = parse(value, false);
  if (whole.length <= WIDTH || !list.children.some(({ kind }) => kind === "block")) return [whole];
  const lines = valueParts(list, indent + STEP);
  const [first, last] = [list.children[0], list.children.at(-1)];
  if (first.kind === "block" && !first.space) lines.unshift(indent + before);
  else lines[0] = indent + before + (first.space ? oneSpace(first.space) : "") + lines[0].trimStart();
  const tail = list.spaceAtEnd ? oneSpace(list.spaceAtEnd) : "";
  if (last.kind === "block" && !tail) lines.push(indent + after);
  else lines[lines.length - 1] += tail + after;
  return lines;
}

/** Lines of a value, broken before and after its conditions where no white space stands. */
function valueParts(list, indent) {
  const groups = [];
  list.children.forEach((node, at) => {
    const before = list.children[at - 1];
    const together = at && (node.space || (node.kind !== "block" && before.kind !== "block"));
    if (together) groups.at(-1).push(node);
    else groups.push([node]);
  });
  return groups.flatMap((group) => {
    const [first] = group;
    const whole = flatNodes({ children: [{ ...first, space: "" }, ...group.slice(1)] });
    const dashed = trimOutside(whole, first.kind === "block", group.at(-1).kind === "block");
    if (group.length > 1 || first.kind !== "block" || indent.length + dashed.length <= WIDTH) return [indent + dashed];
    if (first.branches.some((branch) => branch.spaceAtEnd || branch.children[0]?.space)) return [indent + dashed];
    return [
      ...first.branches.flatMap((branch) => [
        ...markLines("control", branch.mark, true, true, indent),
        ...valueParts(branch, indent + STEP),
      ]),
      indent + mark("control", first.end, true, true),
    ];
  });
}
