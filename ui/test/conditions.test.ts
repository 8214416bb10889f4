import { expect, test } from "vitest";
import { type Condition, startConditions } from "../src/parts/conditions";

function page(): { category: HTMLSelectElement; conditions: HTMLSelectElement } {
  document.body.innerHTML = `
    <div><select id="category"><option value="">–</option><option value="E0405">A</option><option value="E0401">B</option></select></div>
    <select id="condition" data-conditions-of="category"><option value="">none</option></select>`;
  return { category: document.getElementById("category") as HTMLSelectElement, conditions: document.getElementById("condition") as HTMLSelectElement };
}

const values = (select: HTMLSelectElement) => [...select.options].map((option) => option.value);
const choose = (select: HTMLSelectElement, value: string) => {
  select.value = value;
  select.dispatchEvent(new Event("change", { bubbles: true }));
};

test("the conditions follow the category, and a slow answer to an older choice is dropped", async () => {
  const { category, conditions } = page();
  const waiting = new Map<string, (offers: Condition[]) => void>();
  startConditions(document, (code) => new Promise((resolve) => waiting.set(code, resolve)));
  choose(category, "E0405");
  choose(category, "E0401");
  waiting.get("E0401")?.([{ value: "E0401.1", label: "first" }]);
  waiting.get("E0405")?.([{ value: "E0405.1", label: "other" }]);
  await new Promise((resolve) => setTimeout(resolve));
  expect(values(conditions)).toEqual(["", "E0401.1"]);
  choose(category, "");
  expect(values(conditions)).toEqual([""]);
});

test("a failed request leaves the field empty, not the form broken", async () => {
  const { category, conditions } = page();
  startConditions(document, () => Promise.reject(new Error("offline")));
  choose(category, "E0405");
  await new Promise((resolve) => setTimeout(resolve));
  expect(values(conditions)).toEqual([""]);
});
