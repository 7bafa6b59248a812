/** One emoji shortcode, or several in a row. */
const SHORTCODES = /(^|\s)((?::[a-z0-9_+'-]{1,100}:){1,100})(?=$|[\s.,!?])/gi;
const CODE = /```[\s\S]*?(?:```|$)|`[^`\n]*`/g;

/**
 * Text without emoji shortcodes such as `:tada:`, which are decoration and no words; in code colons stay. `isEmoji`:
 * whether a name between colons is an emoji's.
 */
export function withoutShortcodes(text: string, isEmoji: (name: string) => boolean = () => true): string {
  const strip = (prose: string) =>
    prose.replace(SHORTCODES, (run: string, lead: string, codes: string) =>
      codes.slice(1, -1).split("::").every(isEmoji) ? lead : run,
    );
  return outsideCode(text, strip).replace(/[ \t]{2,}/g, " ");
}

/** A text whose prose is changed, and whose code stays letter by letter. */
export function outsideCode(text: string, change: (prose: string) => string): string {
  let [result, at] = ["", 0];
  for (const { 0: code, index } of text.matchAll(CODE)) {
    result += change(text.slice(at, index)) + code;
    at = index + code.length;
  }
  return result + change(text.slice(at));
}
