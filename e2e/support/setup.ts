import type { FullConfig } from "@playwright/test";
import type { Engine } from "./database.ts";
import { beginCities } from "./prepared.ts";

/** Before the first story: the usual city is loaded on each engine that this run has stories for. */
export default async function setup(config: FullConfig): Promise<() => Promise<void>> {
  const asked = process.argv.flatMap((word, place, words) =>
    word === "--project" ? [words[place + 1]] : word.startsWith("--project=") ? [word.slice("--project=".length)] : [],
  );
  const engines = config.projects
    .filter((project) => asked.length === 0 || asked.includes(project.name))
    .map((project) => (project.use as { engine?: Engine }).engine ?? "sqlite");
  return beginCities([...new Set(engines)]);
}
