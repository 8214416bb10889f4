// Builds ui/dist: app.css, app.js, map.js, map-worker.js, icons.svg, mark.svg. Names are fixed; the server adds a version.
import { cp, mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { buildSprite } from "./sprite.mjs";
import { buildStyles } from "./styles.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const dist = join(root, "dist");

await rm(dist, { recursive: true, force: true });
await mkdir(dist, { recursive: true });
await writeFile(join(dist, "app.css"), await buildStyles(root));
await writeFile(join(dist, "icons.svg"), await buildSprite(root));
await cp(join(root, "mark.svg"), join(dist, "mark.svg"));
// Three builds, so that no piece shares a chunk with another: the worker is started as a classic script, which cannot import.
for (const [name, entry, format] of [["app", "src/app.ts", "es"], ["map", "src/map/index.ts", "es"], ["map-worker", "src/map/worker.ts", "iife"]]) {
  await build({
    root,
    configFile: false,
    logLevel: "warn",
    publicDir: false,
    build: {
      outDir: dist,
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
