import { expect, test } from "vitest";
import { lettersOf, startLengths } from "../src/parts/lengths";
import { say } from "./said";

test("letters are counted without blanks, a sign outside of the basic plane as one", () => {
  expect(lettersOf("")).toBe(0);
  expect(lettersOf(" 第一条\n　为巩固 创建成果 ")).toBe(10);
  expect(lettersOf("𠮷野家")).toBe(3);
});

test("the counter says past which advised length a text is, and takes it back", () => {
  say({ matters_length_now: "{n} 字", matters_length_over: "超过{name}建议长度 {most} 字" });
  document.body.innerHTML = `
    <textarea id="text" data-lengths></textarea>
    <p id="text-length"><span data-most="4000" data-of="专项工作文件">a</span><span data-most="5000" data-of="综合性文件">b</span></p>
    <p data-length-of="text"></p>`;
  startLengths(document);
  const area = document.getElementById("text") as HTMLTextAreaElement;
  const now = document.querySelector<HTMLElement>("[data-length-of]");
  const write = (letters: number) => {
    area.value = `${"字".repeat(letters)}\n`;
    area.dispatchEvent(new Event("input"));
    return now?.textContent;
  };
  expect(now?.textContent).toBe("0 字");
  expect(write(4000)).toBe("4000 字");
  expect(now?.classList.contains("cx-over")).toBe(false);
  expect(write(4001)).toBe("4001 字 · 超过专项工作文件建议长度 4000 字");
  expect(now?.classList.contains("cx-over")).toBe(true);
  expect(write(5001)).toBe("5001 字 · 超过专项工作文件建议长度 4000 字 · 超过综合性文件建议长度 5000 字");
  expect(write(10)).toBe("10 字");
  expect(now?.classList.contains("cx-over")).toBe(false);
});
