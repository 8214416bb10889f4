// Writes the templates of askama as templates/print.mjs says; with --check it only names what is not written so.
//
//   node ui/scripts/templates/format.mjs [--check] [FILE…]
import { readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { faultsOf, format } from "./print.mjs";

const workspace = join(dirname(fileURLToPath(import.meta.url)), "../../..");

/** The templates of every crate. */
async function allTemplates() {
  const crates = await readdir(join(workspace, "crates"));
  const files = await Promise.all(crates.map((crate) => filesBelow(join(workspace, "crates", crate, "templates"))));
  return files.flat();
}

async function filesBelow(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const pages = entries.filter((entry) => entry.isFile() && entry.name.endsWith(".html"));
  return pages.map((entry) => join(entry.parentPath, entry.name)).sort();
}

/** What is wrong with a file, or what became of it. */
async function visit(file, onlyCheck) {
  const name = relative(workspace, file);
  const source = await readFile(file, "utf8");
  let formatted;
  try {
    formatted = format(source);
  } catch (problem) {
    return [`${name}: ${problem.message}`];
  }
  if (onlyCheck) return faultsOf(source, formatted).map(({ line, words }) => `${name}:${line}: ${words}`);
  if (formatted !== source) {
    await writeFile(file, formatted);
    console.log(`${name} is new`);
  }
  return faultsOf(formatted, formatted).map(({ line, words }) => `${name}:${line}: ${words}`);
}

const wanted = process.argv.slice(2);
const onlyCheck = wanted.includes("--check");
const named = wanted.filter((argument) => argument !== "--check");
const faults = [];
for (const file of named.length ? named : await allTemplates()) faults.push(...(await visit(file, onlyCheck)));
if (faults.length) {
  console.error(faults.join("\n"));
  process.exitCode = 1;
}
