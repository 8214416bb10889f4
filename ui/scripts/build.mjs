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
    cssCodeSplit: false,
    chunkSizeWarningLimit: 1500,
    rollupOptions: {
      input: { app: join(root, "src/app.ts"), map: join(root, "src/map/index.ts"), "map-worker": join(root, "src/map/worker.ts") },
      output: { entryFileNames: "[name].js", chunkFileNames: "[name].js", assetFileNames: "[name][extname]" },
      preserveEntrySignatures: "exports-only",
    },
  },
});
