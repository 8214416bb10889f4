import { beforeEach, describe, expect, it } from "vitest";
import { narrow, startSearchable } from "../src/parts/searchable";

const PAGE = `<select data-narrow="查找"><option value="">选择</option>
<optgroup label="部门"><option value="1">市城管局</option><option value="2">市住建局</option></optgroup>
<optgroup label="街道"><option value="3">巷口街道</option></optgroup></select>`;

describe("a long select", () => {
  let select: HTMLSelectElement;

  beforeEach(() => {
    document.body.innerHTML = PAGE;
    startSearchable(document);
    select = document.querySelector("select") as HTMLSelectElement;
  });

  it("gets a field that says what to type", () => {
    expect(document.querySelector<HTMLInputElement>("input.cx-narrow")?.placeholder).toBe("查找");
  });

  it("keeps what contains the words and chooses the first of it", () => {
    expect(narrow(select, "城管")).toBe(1);
    expect(select.value).toBe("1");
    expect([...select.options].filter((option) => !option.hidden).map((option) => option.value)).toEqual(["", "1"]);
    expect(select.querySelectorAll("optgroup")[1]?.hidden).toBe(true);
  });

  it("shows everything again when the words are gone", () => {
    narrow(select, "巷口");
    expect(narrow(select, "")).toBe(3);
    expect([...select.options].every((option) => !option.hidden)).toBe(true);
    expect(select.value).toBe("3");
  });

  it("leaves the choice where nothing matches", () => {
    select.value = "2";
    expect(narrow(select, "没有")).toBe(0);
    expect(select.value).toBe("2");
  });
});
