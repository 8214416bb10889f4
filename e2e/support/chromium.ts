import { accessSync, constants } from "node:fs";
import type { LaunchOptions } from "@playwright/test";

const USUAL_PLACES = [
  "/usr/bin/chromium-headless-shell",
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome-stable",
  "/usr/bin/google-chrome",
  "/snap/bin/chromium",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/**
 * The system's own browser, with what it needs on a machine without a graphics card, and without talking to anybody but
 * our server. The map draws with WebGL, which SwiftShader computes.
 */
export function launchOptions(): LaunchOptions {
  return {
    executablePath: chromiumPath(),
    args: [
      // Chromium's sandbox refuses to work for root, who runs continuous integration.
      ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
      "--disable-gpu",
      "--enable-unsafe-swiftshader",
      "--use-gl=angle",
      "--use-angle=swiftshader",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      // Same edges of letters on every machine, for pictures that compare.
      "--font-render-hinting=none",
      "--disable-lcd-text",
    ],
  };
}

function chromiumPath(): string {
  const named = process.env["CHANGXIAO_CHROMIUM"];
  const found = [...(named ? [named] : []), ...USUAL_PLACES].find(isProgram);
  if (found === undefined) {
    throw new Error(
      "Chromium is missing. `cargo xtask doctor` prints the line that installs it; CHANGXIAO_CHROMIUM names one elsewhere.",
    );
  }
  return found;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
