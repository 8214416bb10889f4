import { randomBytes } from "node:crypto";
import { Client } from "pg";

export type Engine = "sqlite" | "postgres";

export interface FreshDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

/** An empty database on the server that `CHANGXIAO_TEST_POSTGRES` names. */
export async function createPostgresDatabase(): Promise<FreshDatabase> {
  const serverUrl = process.env["CHANGXIAO_TEST_POSTGRES"];
  if (!serverUrl) {
    throw new Error(
      "CHANGXIAO_TEST_POSTGRES names no server. Run the stories with `cargo xtask test --only browser`, or one of them with " +
        "`cargo xtask postgres -- npx -w e2e playwright test NAME`.",
    );
  }
  const name = `story_${randomBytes(6).toString("hex")}`;
  await runAsSuperuser(serverUrl, `CREATE DATABASE ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return {
    url: url.toString(),
    drop: () => runAsSuperuser(serverUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
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
