import { beforeEach, describe, expect, it } from "vitest";
import { word } from "../src/words";
import { say } from "./said";

describe("a word of the page", () => {
  beforeEach(() => {
    document.head.innerHTML = "";
  });

  it("is read from the catalogue's share that the server wrote", () => {
    say({ map_more: "这里还有 {n} 件没有画出", inspections_kept: "{n?draft|drafts} at {time}" });
    expect(word("map_more", { n: 7 })).toBe("这里还有 7 件没有画出");
    expect(word("inspections_kept", { n: 1, time: "10:00" })).toBe("draft at 10:00");
    expect(word("inspections_kept", { n: 2 })).toBe("drafts at {time}");
  });

  it("is nothing where the page has none", () => {
    expect(word("map_failed")).toBe("");
    // @ts-expect-error a key that is not of the browser's share does not compile
    expect(word("map_no_such_key")).toBe("");
  });
});
