import { beforeEach, describe, expect, it } from "vitest";
import { startBulkSelect } from "../src/parts/bulk";
import { act, commandOf, move, startRows } from "../src/parts/rows";

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

  it("goes to what can be done to the current row, which is selected for it", () => {
    document.body.innerHTML = `<div data-bulk><table><tbody>
      <tr data-href="/cases/1"><td class="cx-check"><input type="checkbox" name="number" value="1"></td><td><a href="/cases/1">1</a></td></tr>
      </tbody></table><div class="cx-bulk" hidden><b data-count>已选 {n} 件</b><button data-act>派遣</button></div></div>`;
    startBulkSelect(document);
    const row = document.querySelector<HTMLElement>("[data-href]") ?? undefined;
    expect(act(document, undefined)).toBe(false);
    expect(act(document, row)).toBe(true);
    expect(document.querySelector<HTMLInputElement>("input")?.checked).toBe(true);
    expect(document.querySelector("[data-count]")?.textContent).toBe("已选 1 件");
    expect(document.activeElement?.textContent).toBe("派遣");
  });

  it("goes to the first thing to be done on a case, past what is hidden", () => {
    document.body.innerHTML = `<a href="/x">x</a><div class="cx-card-mine"><form><input type="hidden" name="version"><textarea id="first"></textarea><button>提交</button></form></div>`;
    expect(act(document, undefined)).toBe(true);
    expect(document.activeElement?.id).toBe("first");
    document.body.innerHTML = "<p>nothing to do</p>";
    expect(act(document, undefined)).toBe(false);
  });

  it("walks from case to case and from page to page", () => {
    startRows(document);
    const went: string[] = [];
    document.addEventListener("click", (event) => {
      const link = (event.target as Element).closest("a");
      if (!link) return;
      event.preventDefault();
      went.push(link.getAttribute("href") ?? "");
    });
    document.body.innerHTML = `<a data-neighbour="next" href="/cases/2">下一件</a><a data-neighbour="previous" href="/cases/0">上一件</a>`;
    press("n");
    press("p");
    document.body.innerHTML = `<nav class="cx-pager"><a rel="prev" href="/cases?before=1">上一页</a><a rel="next" href="/cases?after=9">下一页</a></nav>`;
    press("N");
    press("p");
    expect(went).toEqual(["/cases/2", "/cases/0", "/cases?after=9", "/cases?before=1"]);
  });
});
