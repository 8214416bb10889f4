// The words that scripts say. They stand in the catalogue with all others; the server writes the browser's share of the page's language
// into the page as JSON. A key that is not of that share does not compile.
import type share from "../../crates/words/locales/browser.json";

export type WordKey = keyof typeof share;

/** The id of the element that holds them. */
export const WORDS_ID = "cx-words";

const read = new WeakMap<Element, Partial<Record<WordKey, string>>>();

/** The text of a key with its values in the place of `{name}`; one of two words in the place of `{name?case|cases}`. */
export function word(key: WordKey, values: Record<string, string | number> = {}, page: Document = document): string {
  const text = wordsOf(page)[key] ?? "";
  return text.replace(/\{(\w+)(?:\?([^|}]*)\|([^}]*))?\}/g, (whole, name: string, one?: string, many?: string) => {
    const value = values[name];
    if (value === undefined) return whole;
    return many === undefined ? String(value) : ((String(value) === "1" ? one : many) ?? "");
  });
}

function wordsOf(page: Document): Partial<Record<WordKey, string>> {
  const element = page.getElementById(WORDS_ID);
  if (!element) return {};
  const known = read.get(element) ?? (JSON.parse(element.textContent ?? "{}") as Partial<Record<WordKey, string>>);
  read.set(element, known);
  return known;
}
