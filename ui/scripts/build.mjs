// Builds ui/dist: app.css, app.js, map.js, map-worker.js, icons.svg, mark.svg. Names are fixed; the server adds a version.
import { cp, mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { buildSprite } from "./sprite.mjs";
import { buildStyles } from "./styles.mjs";
import { takeOver } from "./take-over.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const dist = join(root, "dist");
// What is built stands beside it first: a server that runs keeps its files meanwhile, and what did not change stays as old as it is, so
// that cargo compiles nothing again.
const built = join(root, "dist.next");

await rm(built, { recursive: true, force: true });
await mkdir(built, { recursive: true });
await writeFile(join(built, "app.css"), await buildStyles(root));
await writeFile(join(built, "icons.svg"), await buildSprite(root));
await cp(join(root, "mark.svg"), join(built, "mark.svg"));
// Three builds, so that no piece shares a chunk with another: the worker is started as a classic script, which cannot import.
for (const [name, entry, format] of [["app", "src/app.ts", "es"], ["map", "src/map/index.ts", "es"], ["map-worker", "src/map/worker.ts", "iife"]]) {
  await build({
    root,
    configFile: false,
    logLevel: "warn",
    publicDir: false,
    build: {
      outDir: built,
      emptyOutDir: false,
      target: "chrome86",
      modulePreload: false,
      chunkSizeWarningLimit: 1500,
      rollupOptions: {
        input: { [name]: join(root, entry) },
        output: { format, entryFileNames: "[name].js" },
      },
    },
  });
}

await takeOver(built, dist);
