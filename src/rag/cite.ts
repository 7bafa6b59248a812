import { type Section, sectionTitle } from "./retrieve.ts";

/** A place in the documentation that an answer cites: `n` is its number in the answer, `url` comes from the index alone. */
export interface Source {
  readonly n: number;
  readonly title: string;
  readonly url: string;
}

/** Makes cited text safe and numbers its sources as they are mentioned. */
export interface Citer {
  /** Takes the next piece and returns what may be shown of it. */
  write(text: string): string;
  /** Returns what was held back. */
  end(): string;
  /** What was cited so far. */
  cited(): { readonly sources: readonly Source[]; readonly cited: readonly string[] };
}

/** A citer for an answer that was made from `sections`. */
export function createCiter(sections: readonly Section[]): Citer {
  const order: Section[] = [];
  const number = (n: number): string => {
    const section = sections[n - 1];
    if (!section) return "";
    if (!order.includes(section)) order.push(section);
    return `[${order.indexOf(section) + 1}]`;
  };
  return {
    write: (text) => text.replace(/(?<!\\)\[(\d+)\]/g, (_, n) => number(Number(n))),
    end: () => "",
    cited: () => ({
      sources: order.map((section, index) => ({ n: index + 1, title: sectionTitle(section), url: section.url })),
      cited: order.flatMap(({ ids }) => ids),
    }),
  };
}
