// Where white space may be added to a template without a reader of the page seeing it: beside what begins a line of its
// own anyway. Everything else is inline, and there a line break would be seen as a space.

const BLOCKS = new Set(
  ("html head body meta link base address article aside blockquote br dd details dialog div dl dt fieldset figcaption figure footer " +
    "form h1 h2 h3 h4 h5 h6 header hgroup hr li main nav noscript ol p pre section ul summary legend table caption colgroup col " +
    "thead tbody tfoot tr td th option optgroup datalist script style title template " +
    "path circle rect line polyline polygon g defs marker use text " +
    "cx-compare cx-map").split(" "),
);
/** Inline outside, but lines of their own inside. */
const BLOCKS_INSIDE = new Set("button select svg".split(" "));
/** Blocks of base.html that stand between blocks. */
const OUTER_BLOCKS = /^block (content|crumb|head|heading)$/;

const opensLine = (node) => node.kind === "remark" || (["element", "open", "close"].includes(node.kind) && BLOCKS.has(node.name));

/** Draws nothing and takes no place, so that what stands on its two sides meets. */
function isUnseen(node) {
  if (node.kind === "comment") return true;
  if (node.kind === "control") return true;
  if (node.kind === "expression") return node.text === "c::csrf()";
  return node.kind === "element" && node.name === "input" && node.attributes.some(({ text }) => text === 'type="hidden"');
}

/** Gives each list its owner, and each node its list and place. */
export function link(list, owner = null) {
  list.owner = owner;
  list.children.forEach((node, index) => {
    node.list = list;
    node.index = index;
    if (node.kind === "element" && node.children) link(node, node);
    if (node.kind === "block") node.branches.forEach((branch) => link(branch, node));
  });
  return list;
}

const spaceAt = (list, index) => Boolean(index < list.children.length ? list.children[index].space : list.spaceAtEnd);

/** Nothing outside of macros and blocks of such a file is ever drawn. */
const isOnlyDeclarations = (root) => {
  const words = root.children.map(({ kind, text, word }) => word ?? (kind === "control" ? text.split(" ")[0] : kind));
  return words.includes("extends") || (words.includes("macro") && words.every((word) => ["macro", "comment", "import"].includes(word)));
};

/**
 * Whether white space at this place of the list is seen by nobody, judged by one side.
 * @param {-1 | 1} side the side that is looked at
 */
function isLoose(list, index, side, asked = new Set()) {
  const neighbour = list.children[side < 0 ? index - 1 : index];
  if (!neighbour) return isLooseAtRim(list, side, asked);
  if (asked.has(neighbour)) return true;
  if (opensLine(neighbour)) return true;
  const beyond = () => {
    const further = side < 0 ? index - 1 : index + 1;
    return spaceAt(list, further) || isLoose(list, further, side, new Set(asked).add(neighbour));
  };
  if (isUnseen(neighbour)) return beyond();
  if (neighbour.kind !== "block" || !["if", "for", "match"].includes(neighbour.word)) {
    return neighbour.kind === "block" && (neighbour.word === "macro" || OUTER_BLOCKS.test(neighbour.branches[0].mark));
  }
  const mayBeEmpty = neighbour.word !== "match" && !neighbour.branches.some(({ mark }) => mark === "else");
  const filled = neighbour.word === "match" ? neighbour.branches.slice(1) : neighbour.branches;
  const inner = new Set(asked).add(neighbour);
  return (
    filled.every((branch) => {
      const rim = side < 0 ? branch.children.length : 0;
      return spaceAt(branch, rim) || isLoose(branch, rim, side, inner);
    }) && (!mayBeEmpty || beyond())
  );
}

/** The same at the beginning or the end of a list, where what is around it counts. */
function isLooseAtRim(list, side, asked) {
  const { owner } = list;
  if (!owner) return isOnlyDeclarations(list);
  if (owner.kind === "element") return BLOCKS.has(owner.name) || BLOCKS_INSIDE.has(owner.name);
  if (owner.word === "match" && list === owner.branches[0]) return true;
  if (OUTER_BLOCKS.test(owner.branches[0].mark)) return true;
  if (!["if", "for", "match"].includes(owner.word)) return false;
  const outside = side < 0 ? owner.index : owner.index + 1;
  const around = spaceAt(owner.list, outside) || isLoose(owner.list, outside, side, asked);
  if (owner.word !== "for") return around;
  const otherEnd = side < 0 ? list.children.length : 0;
  return around && (spaceAt(list, otherEnd) || isLoose(list, otherEnd, side, new Set(asked).add(owner)));
}

/**
 * What a line break at this place of the list would be to a reader.
 * @returns {"free" | "seen"} `free`: no difference; `seen`: a space that is not there now
 */
export function lineBreakAt(list, index) {
  const free = spaceAt(list, index) || !lineBreakIsSeen(list, index);
  return free ? "free" : "seen";
}

/** Whether the white space that stands here is seen by a reader. */
export function lineBreakIsSeen(list, index) {
  return Boolean(list.mayBeEmpty) || (!isLoose(list, index, -1) && !isLoose(list, index, 1));
}
