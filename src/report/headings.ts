/** The longest title, in characters. */
const LONGEST_TITLE = 90;

/** How questions begin before they come to their subject, in English. */
const OPENING =
  /^(?:(?:hi|hello|hey)\b[\s,!]*)?(?:(?:please|so|and|but)\b[\s,]*)?(?:(?:can|could|would) (?:you|someone|anybody|anyone) (?:please )?(?:tell me|explain|help me with)\s+)?(?:(?:how (?:do|does|can|could|should|would) (?:i|we|you|one)|how to|is it possible to|is there (?:a|any) way to|(?:can|could|should|may) (?:i|we|you|one)|what is|what are|what's|where (?:do|can) (?:i|we|you) find|where is|how (?:i|we) (?:can|could|do)|i (?:want to|need to|would like to|am trying to|wanna))\s+)?/i;

/** How a gap is called: by a question that may be quoted, else by the page that is nearest to it. */
export function titleFor(quote: string | undefined, page: string | undefined): string {
  if (quote) return shorten(quote);
  return page ? `Questions that may not be quoted, near “${page}”` : "Questions that may not be quoted";
}

/** A heading for what is to be written: the question's subject. */
export function headingFor(quote: string | undefined, page: string | undefined): string {
  const [sentence = ""] = (quote ?? page ?? "").split(/(?<=[?.!])\s/);
  const subject = sentence.replace(OPENING, "").replace(/[?.!\s]+$/, "");
  const words = subject || sentence;
  return shorten(words.charAt(0).toUpperCase() + words.slice(1));
}

function shorten(text: string): string {
  if (text.length <= LONGEST_TITLE) return text;
  return `${text.slice(0, LONGEST_TITLE).replace(/\s+\S*$/, "")}…`;
}
