/**
 * What somebody does with eyes and hands, and how long that takes by the keystroke-level model: S. K. Card, T. P. Moran, A. Newell, "The
 * keystroke-level model for user performance time with interactive systems", Communications of the ACM 23 (7), 1980, figure 1: a key of
 * somebody who types 40 words a minute 0.28 s, pointing 1.10 s, a hand from mouse to keys or back 0.40 s, making up one's mind 1.35 s.
 */
const [KEY, POINT, HAND, MIND] = [0.28, 1.1, 0.4, 1.35];

/** Pinyin of a character has three letters on average, and its sign is chosen by a fourth key. */
const KEYS_A_SIGN = 4;

export class Hands {
  keys = 0;
  clicks = 0;
  turns = 0;
  looks = 0;

  /** Reads something, or makes up their mind. */
  look(times = 1): void {
    this.looks += times;
  }

  click(times = 1): void {
    this.clicks += times;
  }

  /** Takes a hand to the keys, types a text and other keys, and takes it back. */
  type(text: string, otherKeys = 0): void {
    this.keys += otherKeys + [...text].reduce((all, sign) => all + (sign.charCodeAt(0) < 128 ? 1 : KEYS_A_SIGN), 0);
    this.turns += 2;
  }

  get seconds(): number {
    return this.looks * MIND + this.clicks * (POINT + KEY) + this.turns * HAND + this.keys * KEY;
  }
}
