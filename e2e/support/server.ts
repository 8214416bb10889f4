import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Engine, FreshDatabase } from "./database.ts";
import { createPostgresDatabase } from "./database.ts";
import { copyCity } from "./prepared.ts";
import { serverProgram, type SignIn } from "./program.ts";

const START_LIMIT_MS = 150_000;
const STOP_LIMIT_MS = 10_000;
const LAST_LINES = 40;

/** A server with a small city of its own, which nobody else writes to. */
export class CityServer {
  readonly baseUrl: string;
  readonly signIns: readonly SignIn[];
  readonly #output: ServerOutput;
  readonly #stop: () => Promise<void>;

  private constructor(baseUrl: string, signIns: readonly SignIn[], output: ServerOutput, stop: () => Promise<void>) {
    this.baseUrl = baseUrl;
    this.signIns = signIns;
    this.#output = output;
    this.#stop = stop;
  }

  /**
   * Serves a copy of 漳州市 (3506) in its small form, the same one every time, on a free port of loopback. `config` is what stands in
   * its config.toml; `of` names another city, in which everybody can sign in.
   */
  static async start(engine: Engine, config = "", of?: string): Promise<CityServer> {
    const folder = await mkdtemp(join(tmpdir(), "changxiao-story-"));
    const { database, signIns } = await copyCity(engine, folder, of);
    if (config !== "") await writeFile(join(folder, "data", "config.toml"), config, { mode: 0o600 });
    return CityServer.#serve(folder, database, signIns);
  }

  /** Serves an empty machine, on which nobody has founded a city yet. */
  static async empty(engine: Engine): Promise<CityServer> {
    const folder = await mkdtemp(join(tmpdir(), "changxiao-story-"));
    return CityServer.#serve(folder, engine === "postgres" ? await createPostgresDatabase() : undefined, []);
  }

  static async #serve(
    folder: string,
    database: FreshDatabase | undefined,
    signIns: readonly SignIn[],
  ): Promise<CityServer> {
    const words = ["serve", "--listen", "127.0.0.1:0", "--data", join(folder, "data")];
    if (database) words.push("--database", database.url);
    const child = spawn(serverProgram(), words, { stdio: ["ignore", "pipe", "pipe"] });
    const killWithUs = () => child.kill("SIGKILL");
    process.once("exit", killWithUs);
    const stop = async () => {
      process.off("exit", killWithUs);
      await stopChild(child);
      await cleanUp(folder, database);
    };
    const output = new ServerOutput(child);
    try {
      const baseUrl = await output.listeningAddress();
      return new CityServer(baseUrl, signIns, output, stop);
    } catch (error) {
      await stop();
      throw error;
    }
  }

  /** The sign-in of somebody with that role; `unit` chooses among several by a part of the unit's name. */
  signInOf(role: string, unit = ""): SignIn {
    const found = this.signIns.find((signIn) => signIn.role === role && signIn.unit.includes(unit));
    if (!found) {
      const known = this.signIns.map((signIn) => `${signIn.role} (${signIn.unit})`).join(", ");
      throw new Error(`The city has nobody with the role ${role}${unit && ` in ${unit}`}. It has: ${known}`);
    }
    return found;
  }

  /** Where the first city is founded, with the key, as the start printed it. */
  get foundingPath(): string {
    const printed = /http:\/\/[^/]+(\/founding\/city\?key=\w+)/.exec(this.lastLines)?.[1];
    if (!printed) throw new Error(`The start printed no key.\n${this.lastLines}`);
    return printed;
  }

  get hasEnded(): boolean {
    return this.#output.ending !== undefined;
  }

  /** What the server printed last, and how it ended if it did. */
  get lastLines(): string {
    return this.#output.describe();
  }

  stop(): Promise<void> {
    return this.#stop();
  }
}

class ServerOutput {
  readonly #lines: string[] = [];
  readonly #listening: Promise<string>;
  ending: string | undefined;

  constructor(child: ChildProcess) {
    this.#listening = new Promise((found, failed) => {
      const giveUp = setTimeout(
        () => failed(new Error(`The server did not listen within ${START_LIMIT_MS / 1000} s.\n${this.describe()}`)),
        START_LIMIT_MS,
      );
      const end = (how: string) => {
        clearTimeout(giveUp);
        this.ending = how;
        failed(new Error(`The server ended before it listened.\n${this.describe()}`));
      };
      child.once("error", (error) => end(error.message));
      // `close` comes after the last line of output, `exit` may come before it.
      child.once("close", (code, signal) => end(signal ? `signal ${signal}` : `code ${code}`));
      for (const stream of [child.stdout, child.stderr]) {
        if (!stream) continue;
        createInterface({ input: stream }).on("line", (line) => {
          this.#lines.push(line);
          if (this.#lines.length > LAST_LINES) this.#lines.shift();
          const address = /listening on (http:\/\/127\.0\.0\.1:\d+)/.exec(line)?.[1];
          if (address) {
            clearTimeout(giveUp);
            found(address);
          }
        });
      }
    });
    // Whoever awaits it sees the failure; that nobody does yet is no reason to end the worker.
    this.#listening.catch(() => {});
  }

  listeningAddress(): Promise<string> {
    return this.#listening;
  }

  describe(): string {
    const lines = this.#lines.length > 0 ? this.#lines.map((line) => `  | ${line}`).join("\n") : "  (it printed nothing)";
    return `The server's last lines:\n${lines}${this.ending ? `\n  It ended with ${this.ending}.` : ""}`;
  }
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const ended = new Promise<void>((done) => child.once("exit", () => done()));
  child.kill("SIGTERM");
  const lastResort = setTimeout(() => child.kill("SIGKILL"), STOP_LIMIT_MS);
  await ended;
  clearTimeout(lastResort);
}

async function cleanUp(folder: string, database: FreshDatabase | undefined): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await database?.drop();
}
