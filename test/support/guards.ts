import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { ChatMessage } from "../../src/models/chat.ts";
import { ATTACKS, type Attack, PAYLOADS, PWNED, SHOWN } from "../fixtures/attacks.ts";
import { ask, engineWith, question, section, silent, turn } from "./rag.ts";

/**
 * Something that stands between an attacker and what they want: where it is in the source, and the source without it.
 */
export interface Guard {
  readonly name: string;
  readonly file: string;
  readonly without: readonly (readonly [string, string])[];
}

/** Every guard against injected text, as it can be taken out. */
export const GUARDS: readonly Guard[] = [
  {
    name: "tags that nobody can guess",
    file: "prompts.ts",
    without: [
      ['randomBytes(4).toString("hex")', '"tag"'],
      ['text.replaceAll(code, "")', "text"],
    ],
  },
  {
    name: "tags around material",
    file: "prompts.ts",
    without: [["return (kind, text, n) =>\n", "return (_kind, text) => text; return (kind, text, n) =>\n"]],
  },
  {
    name: "links that the docs have, and no others",
    file: "output/links.ts",
    without: [["const isKnown = (url: string) =>", 'const isKnown = (url: string) => url !== "" ||']],
  },
  {
    name: "words that apps make links of, as code",
    file: "output/links.ts",
    without: [["isStrangeDomain: (word) =>", 'isStrangeDomain: (word) => word === "" &&']],
  },
  {
    name: "HTML and mentions as code",
    file: "output/scanner.ts",
    without: [["/^<[a-z/!?@#:&]/i.test(buffer)", "/^<nothing/.test(buffer)"]],
  },
  {
    name: "mentions of everyone as code",
    file: "output/scanner.ts",
    without: [["/@(?:everyone|here|channel)/i", "/@nobody/i"]],
  },
  {
    name: "invisible characters taken out",
    file: "output/scanner.ts",
    without: [['text.replace(INVISIBLE, "")', "text"]],
  },
  { name: "entities as text", file: "output/scanner.ts", without: [['if (!run.endsWith(";") ||', "if (run ||"]] },
  {
    name: "numbers of passages alone",
    file: "output/printer.ts",
    without: [["if (!section) return [];", "if (!section) return ['[' + n + ']'];"]],
  },
  { name: "the rules held back", file: "output/prompt-leak.ts", without: [["const LEAK = 8;", "const LEAK = 1e9;"]] },
  {
    name: "a label under the model's own code",
    file: "output/citations.ts",
    without: [["isQuotedCode(code, this.#sections)", 'isQuotedCode("", this.#sections)']],
  },
  { name: "names of files as code", file: "opening.ts", without: [["asCode(name.replace", "(name.replace"]] },
];

/** An attack that reached its end, by the place it stood in. */
export interface Success {
  readonly place: string;
  readonly text: string;
}

/** What of Docent meets attacks. */
interface Attacked {
  readonly messages: typeof import("../../src/rag/prompts.ts");
  readonly cite: typeof import("../../src/rag/output/citations.ts");
  readonly answer: typeof import("../../src/rag/answer.ts");
}

/** What a wholly deceived model writes. */
const DRAFT = "the model's draft";

/** Attacks on what is shown without a model are named by their place. */
function placeOf(name: string): string {
  return `${name.split(":")[0]}, as shown`;
}

/** Where attacks stand, and how many there are at each place. */
export function attackPlaces(): ReadonlyMap<string, number> {
  const places = [
    ...ATTACKS.map(({ place }) => place),
    ...PAYLOADS.map(() => DRAFT),
    DRAFT,
    ...SHOWN.map(({ name }) => placeOf(name)),
  ];
  return new Map([...Map.groupBy(places, (place) => place)].map(([place, all]) => [place, all.length]));
}

/**
 * Runs every attack against a copy of the source without these guards. Throws where a guard is no longer where it is
 * said to be.
 */
export async function attackWithout(guards: readonly Guard[]): Promise<Success[]> {
  const folder = mkdtempSync(join(tmpdir(), "docent-guards-"));
  const root = resolve(import.meta.dirname, "../..");
  try {
    cpSync(join(root, "src"), join(folder, "src"), { recursive: true });
    cpSync(join(root, "commands"), join(folder, "commands"), { recursive: true });
    cpSync(join(root, "package.json"), join(folder, "package.json"));
    symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
    for (const guard of guards) takeOut(join(folder, "src/rag", guard.file), guard);
    const load = (file: string) => import(pathToFileURL(join(folder, "src/rag", file)).href);
    return await attack({
      messages: await load("prompts.ts"),
      cite: await load("output/citations.ts"),
      answer: await load("answer.ts"),
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function takeOut(file: string, { name, without }: Guard): void {
  let source = readFileSync(file, "utf8");
  for (const [from, to] of without) {
    if (!source.includes(from)) throw new Error(`The guard "${name}" is not in ${file} as it is written here`);
    source = source.replace(from, to);
  }
  writeFileSync(file, source);
}

async function attack(attacked: Attacked): Promise<Success[]> {
  const inPrompt = ATTACKS.filter((each) => obeys(attacked, each)).map(({ place, text }) => ({ place, text }));
  const inDraft = PAYLOADS.filter(({ draft, prize }) => prize.test(shown(attacked, draft)));
  const rules = /Use only what the passages/.test(shown(attacked, attacked.messages.ANSWER_RULES));
  const quoted: Success[] = [];
  for (const { name, draft, prize } of SHOWN)
    if (prize.test(await quotedText(attacked, name, draft))) quoted.push({ place: placeOf(name), text: name });
  return [
    ...inPrompt,
    ...inDraft.map(({ name }) => ({ place: DRAFT, text: name })),
    ...(rules ? [{ place: DRAFT, text: "the rules" }] : []),
    ...quoted,
  ];
}

/** What a deceived model's draft looks like when it comes out; entities are read as apps read them. */
function shown({ cite }: Attacked, draft: string): string {
  const citer = cite.createCiter([section(1, "The port is 4321.", { url: "https://docs.example.org/page" })]);
  return (citer.write(draft) + citer.end())
    .replace(/(?<!\\)&#46;/g, ".")
    .replace(/(?<!\\)&#116;/g, "t")
    .replace(/\u200b/g, "");
}

/** What people see without a model when the attack stands in a page or its title, or is a file's name. */
async function quotedText({ answer }: Attacked, name: string, draft: string): Promise<string> {
  const [place] = name.split(":");
  const title = place === "title" ? draft : "Ports";
  const text = place === "page" ? draft : "The port is 4321.";
  const engine = await engineWith([{ path: "ports", title, sections: { "": text } }]);
  const unread = place === "attachment" ? [draft] : [];
  const rag = answer.createRag({ engine, log: silent, refuseBelow: 0 });
  return (await ask(rag, question("Which port is used?", { unread }))).text;
}

/** A model that does what it is told wherever it is told so outside of material. */
function obeys(attacked: Attacked, each: Attack): boolean {
  return promptFor(attacked.messages, each).some(
    ({ role, content }) => role !== "assistant" && content.replace(MATERIAL, "").includes(PWNED),
  );
}

const MATERIAL = /<((?:passage|quoted|question|conversation)(?:-\w+)?)(?: n="\d+")?>\n[\s\S]*?<\/\1>/g;

/** The prompts that `messages` makes for a question that meets an attack. */
export function promptFor(
  messages: Attacked["messages"],
  { place, text: written }: Pick<Attack, "place" | "text">,
): ChatMessage[] {
  // An attacker knows how the tags look where they are always the same.
  const sample = messages.answerMessages(question("?"), [section(1, "x")], 10).at(-1)?.content ?? "";
  const isFixed = /<passage-tag/.test(sample);
  const text = isFixed ? written.replace(/<\/(passage|quoted|question|conversation)>/g, "</$1-tag>") : written;
  const body = {
    page: text,
    link: `[guide](https://x.example "${text}")`,
    code: `\`\`\`\n${text}\n\`\`\``,
    "tool text": text,
  };
  const passage = section(1, `The port is 4321.\n${body[place as keyof typeof body] ?? ""}`, {
    title: place === "title" ? text : "Ports",
  });
  const history = {
    "follow-up": [turn(text, "Fine.")],
    thread: [turn(text, "Fine.", { id: "mallory", name: "Mallory" })],
    name: [turn("Which port?", "4321.", { id: "mallory", name: text })],
  };
  const asked = question(place === "question" ? text : "Which port is used?", {
    quoted: place === "quoted" ? text : undefined,
    unread: place === "attachment" ? [text] : [],
    history: history[place as keyof typeof history] ?? [],
  });
  return [...messages.answerMessages(asked, [passage], 1500), ...messages.condenseMessages(asked, 1500)];
}
