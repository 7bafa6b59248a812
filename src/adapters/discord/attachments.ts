import { extname } from "node:path";
import type { Attachment } from "discord.js";

/** Larger files are named as not read. */
const MOST_BYTES = 100_000;

const READ_MS = 5_000;

const TEXT_TYPE =
  /^(?:text\/|application\/(?:json|xml|yaml|x-yaml|toml|javascript|typescript|x-sh|sql)\b|[^;]+\+(?:json|xml)\b)/;

/** Files that Discord gives no type of text: it goes by a list of its own. */
const TEXT_NAMES =
  /^\.(?:txt|log|md|mdx|rst|csv|tsv|json|jsonc|json5|ya?ml|toml|ini|conf|cfg|env|xml|html?|css|scss|[cm]?[jt]sx?|vue|svelte|astro|py|rb|go|rs|java|kt|swift|c|h|cpp|hpp|cs|php|sh|bash|ps1|sql|graphql|diff|patch|lock)$/i;

/** What was read of a message's attachments, and the names of those that were not. */
export interface ReadAttachments {
  readonly texts: readonly { readonly name: string; readonly text: string }[];
  readonly unread: readonly string[];
}

/** Reads the text files on a message. What is no text, too large or out of reach is only named. */
export async function readAttachments(attachments: Iterable<Attachment>): Promise<ReadAttachments> {
  const read = await Promise.all(
    [...attachments]
      .filter(({ name, url }) => typeof name === "string" && typeof url === "string")
      .map(async (attachment) => ({ name: attachment.name, text: await readText(attachment) })),
  );
  return {
    texts: read.flatMap(({ name, text }) => (text === undefined ? [] : [{ name, text }])),
    unread: read.filter(({ text }) => text === undefined).map(({ name }) => name),
  };
}

async function readText({ name, url, size, contentType }: Attachment): Promise<string | undefined> {
  const isText = TEXT_TYPE.test(contentType ?? "") || TEXT_NAMES.test(extname(name));
  if (!isText || size > MOST_BYTES) return undefined;
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(READ_MS), redirect: "error" });
    if (!response.ok) return undefined;
    return new TextDecoder("utf-8", { fatal: true }).decode(await response.arrayBuffer());
  } catch {
    return undefined;
  }
}
