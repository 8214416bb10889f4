// @vitest-environment node
import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { takeOver } from "../scripts/take-over.mjs";

it("leaves what did not change as old as it is, since cargo compiles anew what is newer", async () => {
  const home = await mkdtemp(join(tmpdir(), "take-over-"));
  const [built, dist] = [join(home, "dist.next"), join(home, "dist")];
  const long = new Date("2026-01-01T00:00:00Z");
  await mkdir(built);
  await mkdir(dist);
  for (const [folder, name, text] of [
    [dist, "same", "1"], [dist, "other", "1"], [dist, "gone", "1"], [built, "same", "1"], [built, "other", "2"], [built, "new", "1"],
  ]) {
    await writeFile(join(folder, name), text);
    await utimes(join(dist, name), long, long).catch(() => undefined);
  }
  await takeOver(built, dist);
  expect((await readdir(dist)).sort()).toEqual(["new", "other", "same"]);
  expect((await stat(join(dist, "same"))).mtimeMs).toBe(long.getTime());
  expect(await readFile(join(dist, "other"), "utf8")).toBe("2");
  expect((await stat(join(dist, "other"))).mtimeMs).toBeGreaterThan(long.getTime());
  expect(await readdir(home)).toEqual(["dist"]);
  await rm(home, { recursive: true });
});
