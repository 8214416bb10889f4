// Cells that may turn out empty. Styles hide an empty cell (`.cx-stack-rows td:empty`), and one that holds white space
// alone is not empty to them. So nothing is written into such a cell that is not taken back.

const HIDDEN_WHEN_EMPTY = new Set(["td"]);

/** Whether nothing may be drawn here: an expression may be "", a condition may not hold. */
function mayBeEmpty(node) {
  if (node.kind === "text" || node.kind === "element" || node.kind === "open" || node.kind === "close") return false;
  if (node.kind !== "block" || node.word === "for") return true;
  const branches = node.word === "match" ? node.branches.slice(1) : node.branches;
  const isWhole = node.word === "match" || branches.some(({ mark }) => mark === "else");
  return !isWhole || branches.some(({ children }) => children.every(mayBeEmpty));
}

/** Takes white space from the rims of such cells, where nobody sees it, and marks the lists that may be empty. */
export function tidyCells(list) {
  for (const node of list.children) {
    if (node.kind === "block") node.branches.forEach(tidyCells);
    if (node.kind !== "element" || !node.children) continue;
    if (HIDDEN_WHEN_EMPTY.has(node.name) && node.children.every(mayBeEmpty)) tidy(node, true, true);
    tidyCells(node);
  }
  return list;
}

function tidy(list, atStart, atEnd) {
  const last = list.children.length - 1;
  if (atEnd || last < 0) list.spaceAtEnd = false;
  if (atStart && last >= 0) list.children[0].space = false;
  list.mayBeEmpty = list.children.every(mayBeEmpty);
  list.children.forEach((node, at) => {
    if (node.kind === "block") node.branches.forEach((branch) => tidy(branch, atStart && at === 0, atEnd && at === last));
  });
}
