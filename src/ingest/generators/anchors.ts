import GithubSlugger from "github-slugger";

/**
 * How a generator makes a heading's anchor, where its author gave it none. `ofMarkdown`: of its Markdown and not of what
 * readers see of it. `countsOwn`: an anchor that an author gave is not made again. `repeated`: the anchor of the `count`-th further heading that comes to the same one; without it
 * they have one anchor.
 */
export interface AnchorRule {
  readonly slug: (text: string) => string;
  readonly ofMarkdown?: boolean;
  readonly countsOwn?: boolean;
  readonly repeated?: (anchor: string, count: number) => string;
}

/** Gives the headings of one page their anchors, in their order. */
export interface AnchorMaker {
  /** `markdown`: the heading as it was written, where that is another text. */
  slug(text: string, markdown?: string): string;
  /** Hears of an anchor that an author gave. */
  own(anchor: string): void;
}

const dashed = (anchor: string, count: number) => `${anchor}-${count}`;
const lined = (anchor: string, count: number) => `${anchor}_${count}`;

/** The letters of ASCII that are left of a text without its accents. */
function ascii(text: string): string {
  return text.normalize("NFKD").replace(/[^\u0000-\u007f]/g, "");
}

const COMBINING = /[\u0300-\u036f]/g;
const SPECIAL = /[\s~`!@#$%^&*()\-_+=[\]{}|\\;:"'“”‘’<>,.?/]+/g;

const asciidoctor: AnchorRule = {
  slug: (text) =>
    `_${text
      .toLowerCase()
      .replace(/[^\p{L}\p{N}_ .-]/gu, "")
      .replace(/[ .-]+/g, "_")
      .replace(/^_+|_+$/g, "")}`,
  repeated: (anchor, count) => `${anchor}_${count + 1}`,
};

const HONKIT_SYMBOLS = /[[\]!"'#$%&()*+,./:;<=>?@\\^_`{|}~©∑®†“”‘’∂ƒ™℠…œŒ˚ºª•∆∞♥]+/g;

/** Rules by the name that sources give. GitHub's is that of most generators. */
export const ANCHOR_RULES = {
  vitepress: {
    countsOwn: true,
    slug: (text) =>
      text
        .normalize("NFKD")
        .replace(COMBINING, "")
        .replace(/[\u0000-\u001f]/g, "")
        .replace(SPECIAL, "-")
        .replace(/^-|-$/g, "")
        .replace(/^(\d)/, "_$1")
        .toLowerCase(),
    repeated: dashed,
  },
  python: {
    countsOwn: true,
    slug: (text) =>
      ascii(text)
        .replace(/[^\w\s-]/g, "")
        .trim()
        .toLowerCase()
        .replace(/[-\s]+/g, "-"),
    repeated: lined,
  },
  pymdown: {
    countsOwn: true,
    slug: (text) =>
      text
        .normalize("NFC")
        .replace(/[^\p{L}\p{N}\p{M}_\- ]/gu, "")
        .trim()
        .toLowerCase()
        .replaceAll(" ", "-"),
    repeated: lined,
  },
  docutils: {
    slug: (text) =>
      ascii(text)
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, "-")
        .replace(/^[-0-9]+|-+$/g, ""),
    repeated: (_, count) => `id${count}`,
  },
  mdbook: {
    slug: (text) =>
      text
        .trim()
        .replace(/[^\p{L}\p{N}_\-\s]/gu, "")
        .replace(/\s/g, "-")
        .replace(/[A-Z]/g, (letter) => letter.toLowerCase()),
    repeated: dashed,
  },
  asciidoctor,
  antora: asciidoctor,
  "antora-dashed": {
    slug: (text) =>
      text
        .toLowerCase()
        .replace(/[^\p{L}\p{N}_ .-]/gu, "")
        .replace(/[ .-]+/g, "-")
        .replace(/^-+|-+$/g, ""),
    repeated: (anchor, count) => `${anchor}-${count + 1}`,
  },
  honkit: {
    slug: (text) => text.replace(HONKIT_SYMBOLS, "").replaceAll(" ", "-").toLowerCase().replace(/^-/, ""),
  },
  hugo: {
    countsOwn: true,
    ofMarkdown: true,
    slug: (text) =>
      text
        .trim()
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, "")
        .replace(/\s/g, "-"),
    repeated: dashed,
  },
  kramdown: {
    slug: (text) =>
      text
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\p{M}\p{Pc}\- ]/gu, "")
        .replaceAll(" ", "-"),
    repeated: dashed,
  },
} satisfies Readonly<Record<string, AnchorRule>>;

/** The rule of a generator; `github` is GitHub's own. */
export type AnchorStyle = keyof typeof ANCHOR_RULES | "github";

/** What makes the anchors of one page. */
export function anchorMaker(style: AnchorStyle = "github"): AnchorMaker {
  if (style === "github") {
    const slugger = new GithubSlugger();
    return { slug: (text) => slugger.slug(text), own: () => undefined };
  }
  const { slug, ofMarkdown, countsOwn, repeated }: AnchorRule = ANCHOR_RULES[style];
  const taken = new Set<string>();
  const counts = new Map<string, number>();
  let ids = 0;
  return {
    own(anchor) {
      if (countsOwn) taken.add(anchor);
    },
    slug(text, markdown = text) {
      const wanted = slug(ofMarkdown ? markdown : text);
      if (!repeated) return wanted;
      let anchor = wanted;
      // docutils numbers all repeated headings of a page in one row.
      while (taken.has(anchor) || anchor === "") {
        const count = style === "docutils" ? ++ids : (counts.get(wanted) ?? 0) + 1;
        counts.set(wanted, count);
        anchor = repeated(wanted, count);
      }
      taken.add(anchor);
      return anchor;
    },
  };
}
