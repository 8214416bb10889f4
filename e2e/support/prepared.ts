import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { createPostgresDatabase, dropPostgresDatabase, type Engine, type FreshDatabase } from "./database.ts";
import { serverProgram, type SignIn } from "./program.ts";

const run = promisify(execFile);
const ROOT = "CHANGXIAO_STORY_CITIES";
const LOAD_LIMIT_MS = 150_000;
/** 漳州市, in which the stories take place. */
const USUAL = "3506";

/** A copy of a demonstration city that belongs to one story or worker. */
export interface Copy {
  readonly database: FreshDatabase | undefined;
  readonly signIns: readonly SignIn[];
}

/** The folder for cities that are loaded once a run and copied for each server; it goes with the run. */
export async function beginCities(engines: readonly Engine[]): Promise<() => Promise<void>> {
  const root = await mkdtemp(join(tmpdir(), "changxiao-cities-"));
  process.env[ROOT] = root;
  // One engine's city a processor.
  await Promise.all(engines.map((engine) => load(root, engine, USUAL)));
  return async () => {
    for (const place of await readdir(root)) {
      const name = await readFile(join(root, place, "database"), "utf8").catch(() => undefined);
      if (name) await dropPostgresDatabase(name);
    }
    await rm(root, { recursive: true, force: true });
  };
}

/** Copies the small form of a city, the same one every time, into `folder`; loads it if nobody has. */
export async function copyCity(engine: Engine, folder: string, of = USUAL): Promise<Copy> {
  const root = process.env[ROOT];
  if (!root) throw new Error("the run has no folder for its cities: playwright.config.ts names support/setup.ts");
  const loaded = await load(root, engine, of);
  await run("cp", ["-a", join(loaded, "data"), join(folder, "data")]);
  const signIns = JSON.parse(await readFile(join(loaded, "sign-ins.json"), "utf8")) as SignIn[];
  if (engine === "sqlite") return { database: undefined, signIns };
  const template = await readFile(join(loaded, "database"), "utf8");
  return { database: await createPostgresDatabase(template), signIns };
}

/** Where it lies once it is loaded; whoever comes second waits for the first. */
async function load(root: string, engine: Engine, of: string): Promise<string> {
  const place = join(root, `${engine}-${of}`);
  const [done, failed] = [join(place, "loaded"), join(place, "failed")];
  const isFirst = await mkdir(place).then(
    () => true,
    () => false,
  );
  if (isFirst) {
    try {
      await loadInto(place, engine, of);
      await writeFile(done, "");
    } catch (error) {
      await writeFile(failed, String(error));
      throw error;
    }
    return place;
  }
  for (let waited = 0; !existsSync(done); waited += 100) {
    if (existsSync(failed)) throw new Error(await readFile(failed, "utf8"));
    if (waited > LOAD_LIMIT_MS) throw new Error(`${of} was not loaded within ${LOAD_LIMIT_MS / 1000} s`);
    await pause(100);
  }
  return place;
}

async function loadInto(place: string, engine: Engine, of: string): Promise<void> {
  const everybody = of === USUAL ? [] : ["--everybody"];
  const city = ["demo", "--no-serve", "--city", of, ...everybody, "--scale", "small", "--seed", "7"];
  const words = [...city, "--sign-ins", join(place, "sign-ins.json"), "--data", join(place, "data")];
  if (engine === "sqlite") {
    await run(serverProgram(), words, { timeout: LOAD_LIMIT_MS });
    return;
  }
  const database = await createPostgresDatabase();
  await run(serverProgram(), [...words, "--database", database.url], { timeout: LOAD_LIMIT_MS });
  await writeFile(join(place, "database"), database.name);
}
