import { createHmac, randomBytes } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import { type Document, isMap, isSeq, parseDocument, type YAMLMap } from "yaml";
import type { Whose } from "../core/journal.ts";
import { KeyedQueue } from "../core/keyed-queue.ts";
import type { CaseKeeper, RegressionCase } from "../core/regression-case.ts";

const HEAD =
  " Questions whose answers are to stay right; npm run eval -- FILE replays them. Edit as you like.\n" +
  " `whose` holds hashes by which a case is deleted when its asker has everything forgotten.";

/** Cases in a YAML file; what people wrote into it by hand stays as it is, comments too. */
export class CaseFile implements CaseKeeper {
  readonly #file: string;
  readonly #queue = new KeyedQueue();

  constructor(file: string) {
    this.#file = file;
  }

  add(kept: RegressionCase, whose: readonly Whose[]): Promise<boolean> {
    return this.#queue.run(this.#file, async () => {
      const document = (await this.#read()) ?? emptyFile();
      const isThere = casesIn(document).some((item) => item.get("question") === kept.question);
      if (isThere) return false;
      document.add(document.createNode({ ...kept, whose: whose.map((each) => stamp(each)) }));
      await this.#write(document);
      return true;
    });
  }

  forget(whose: Whose): Promise<void> {
    return this.#queue.run(this.#file, async () => {
      const document = await this.#read();
      if (!document || !isSeq(document.contents)) return;
      const { items } = document.contents;
      const kept = items.filter((item) => !(isMap(item) && isTheirs(item, whose)));
      if (kept.length === items.length) return;
      document.contents.items = kept;
      await this.#write(document);
    });
  }

  async #read(): Promise<Document | undefined> {
    try {
      return parseDocument(await readFile(this.#file, "utf8"));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      throw error;
    }
  }

  /** Whole or not at all. */
  async #write(document: Document): Promise<void> {
    const beside = `${this.#file}.new`;
    await writeFile(beside, document.toString({ lineWidth: 0 }));
    await rename(beside, this.#file);
  }
}

function emptyFile(): Document {
  const document = parseDocument("[]");
  document.commentBefore = HEAD;
  if (isSeq(document.contents)) document.contents.flow = false;
  return document;
}

function casesIn({ contents }: Document): YAMLMap[] {
  return isSeq(contents) ? contents.items.filter((item) => isMap(item)) : [];
}

/** A salted hash, so that nobody's id stands in the file. */
function stamp(whose: Whose, salt = randomBytes(8).toString("hex")): string {
  const { platform, workspace = "", author = "" } = whose;
  const hash = createHmac("sha256", salt)
    .update(JSON.stringify([platform, workspace, author]))
    .digest("hex");
  return `${salt}${hash.slice(0, 32)}`;
}

/** How long the salt before a hash is, in characters. */
const SALT = 16;

function isTheirs(item: YAMLMap, whose: Whose): boolean {
  const stamps: unknown = item.toJSON()?.whose;
  if (!Array.isArray(stamps)) return false;
  return stamps.some((each) => each === stamp(whose, String(each).slice(0, SALT)));
}
