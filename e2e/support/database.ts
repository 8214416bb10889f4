import { randomBytes } from "node:crypto";
import { Client } from "pg";

export type Engine = "sqlite" | "postgres";

export interface FreshDatabase {
  readonly name: string;
  readonly url: string;
  drop(): Promise<void>;
}

/** A database on the server that `CHANGXIAO_TEST_POSTGRES` names: an empty one, or a copy of `template`, which nobody has open. */
export async function createPostgresDatabase(template = "template1"): Promise<FreshDatabase> {
  const serverUrl = server();
  const name = `story_${randomBytes(6).toString("hex")}`;
  await runAsSuperuser(serverUrl, `CREATE DATABASE ${name} TEMPLATE ${template}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return {
    name,
    url: url.toString(),
    drop: () => dropPostgresDatabase(name),
  };
}

export function dropPostgresDatabase(name: string): Promise<void> {
  return runAsSuperuser(server(), `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
}

function server(): string {
  const serverUrl = process.env["CHANGXIAO_TEST_POSTGRES"];
  if (!serverUrl) {
    throw new Error(
      "CHANGXIAO_TEST_POSTGRES names no server. Run the stories with `cargo xtask test --only browser`, or one of them with " +
        "`cargo xtask postgres -- npx -w e2e playwright test NAME`.",
    );
  }
  return serverUrl;
}

async function runAsSuperuser(serverUrl: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: serverUrl });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
