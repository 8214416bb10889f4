import { existsSync } from "node:fs";
import { resolve } from "node:path";

/** A line of the sign-ins that `changxiao demo --sign-ins FILE` writes. */
export interface SignIn {
  readonly post: string;
  readonly role: string;
  readonly login: string;
  readonly password: string;
  /** Name of the person. */
  readonly person: string;
  readonly unit: string;
}

/** The server that the stories run. */
export function serverProgram(): string {
  const program = process.env["CHANGXIAO_SERVER"] ?? resolve(import.meta.dirname, "../../target/debug/changxiao");
  if (!existsSync(program)) {
    throw new Error(`${program} is missing. Build it: cargo build -p changxiao-server (and cargo xtask ui before it).`);
  }
  return program;
}
