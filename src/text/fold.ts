/** Accents on Latin, Greek and Cyrillic letters, and Arabic vowel signs. */
const ACCENTS = /[\u0300-\u036f\u0640\u064b-\u065f\u0670]/g;
/** Letters that others type as these, and the Greek s at a word's end. */
const SPELLINGS: Readonly<Record<string, string>> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  ł: "l",
  đ: "d",
  ı: "i",
  ς: "σ",
};
const PLAIN = /^[a-z]+$/;

/** One spelling for what people type with and without capitals and accents. */
export function fold(text: string): string {
  const lower = text.toLowerCase();
  if (PLAIN.test(lower)) return lower;
  return lower
    .normalize("NFKD")
    .replace(ACCENTS, "")
    .normalize("NFC")
    .replace(/[ßæœøłđıς]/g, (letter) => SPELLINGS[letter] ?? letter);
}
