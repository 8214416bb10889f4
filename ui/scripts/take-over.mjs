import { mkdir, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";

/** Makes `folder` hold what `built` holds, and takes `built` away. A file that is the same in both stays as old as it is. */
export async function takeOver(built, folder) {
  await mkdir(folder, { recursive: true });
  const names = await readdir(built);
  for (const name of names) {
    const present = await readFile(join(folder, name)).catch(() => undefined);
    if (present === undefined || !present.equals(await readFile(join(built, name)))) {
      await rename(join(built, name), join(folder, name));
    }
  }
  for (const name of await readdir(folder)) {
    if (!names.includes(name)) {
      await rm(join(folder, name), { recursive: true });
    }
  }
  await rm(built, { recursive: true });
}
