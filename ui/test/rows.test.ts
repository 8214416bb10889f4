import { beforeEach, describe, expect, it } from "vitest";
import { commandOf, move } from "../src/parts/rows";

beforeEach(() => {
  document.body.innerHTML = `<input id="search"><table><tbody>
    <tr data-href="/cases/1"><td><a href="/cases/1">1</a></td></tr>
    <tr data-href="/cases/2"><td><a href="/cases/2">2</a></td></tr></tbody></table><input id="box" type="checkbox">`;
});

function press(key: string, target: Element = document.body, more: KeyboardEventInit = {}): KeyboardEvent {
  const event = new KeyboardEvent("keydown", { key, bubbles: true, ...more });
  target.dispatchEvent(event);
  return event;
}

describe("keys on a list", () => {
  it("knows its letters in both cases", () => {
    expect(commandOf(press("j"))).toBe("next");
    expect(commandOf(press("K"))).toBe("previous");
    expect(commandOf(press("?"))).toBe("help");
    expect(commandOf(press("q"))).toBeUndefined();
  });

  it("leaves the keys of fields and of the browser alone", () => {
    const search = document.querySelector("#search");
    expect(commandOf(press("j", search ?? undefined))).toBeUndefined();
    expect(commandOf(press("f", document.body, { ctrlKey: true }))).toBeUndefined();
    expect(commandOf(press("x", document.querySelector("#box") ?? undefined))).toBe("select");
    expect(commandOf(press("Enter", document.querySelector("a") ?? undefined))).toBeUndefined();
  });

  it("moves between the rows and stops at both ends", () => {
    const rows = [...document.querySelectorAll<HTMLElement>("[data-href]")];
    const current = () => rows.find((row) => row.classList.contains("cx-current"))?.dataset["href"];
    move(rows, undefined, 1);
    expect(current()).toBe("/cases/1");
    move(rows, rows[0], 1);
    move(rows, rows[1], 1);
    expect(current()).toBe("/cases/2");
    move(rows, rows[1], -1);
    expect(current()).toBe("/cases/1");
    expect(move([], undefined, 1)).toBe(false);
  });
});
