import type { Call, Command, SourceNews } from "../src/core/command.ts";
import { reply } from "../src/core/command.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Lists the sources that people here may see: how many pages, of which version, how fresh. */
export const docs: Command = {
  name: "docs",
  summary: "What documentation I answer from, and how fresh it is",
  private: true,
  run,
};

async function* run({ about, prompt, spell }: Call) {
  const sources = await about.sources(prompt.place);
  if (sources.length === 0) {
    yield* reply("No documentation has been read in yet that I may show here.");
    return;
  }
  const hint = prompt.author.admin ? `\n\nUse ${spell("sync")} to have all of it read anew now.` : "";
  yield* reply(`${sources.map((source) => `- ${line(source)}`).join("\n")}${hint}`);
}

function line({ name, documents, version, syncedAt }: SourceNews): string {
  const pages = `${documents} ${documents === 1 ? "page" : "pages"}`;
  const fresh = syncedAt === undefined ? "" : `, read ${ago(Date.now() - syncedAt)}`;
  return `**${name}**${version ? ` (version ${version})` : ""}: ${pages}${fresh}`;
}

function ago(ms: number): string {
  const [count, unit] = ms < HOUR ? [ms / MINUTE, "minute"] : ms < DAY ? [ms / HOUR, "hour"] : [ms / DAY, "day"];
  const whole = Math.floor(count);
  return whole === 0 ? "just now" : `${whole} ${unit}${whole === 1 ? "" : "s"} ago`;
}
