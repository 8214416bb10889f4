import { WORDS_ID, type WordKey } from "../src/words";

/** Writes words into the page as the server does. */
export function say(words: Partial<Record<WordKey, string>>): void {
  const element = document.createElement("script");
  element.type = "application/json";
  element.id = WORDS_ID;
  element.textContent = JSON.stringify(words);
  document.head.replaceChildren(element);
}
