import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { type DocentProcess, startDocent } from "./support/docent-process.ts";
import { docsFolder } from "./support/library.ts";
import { startModelServer } from "./support/model-server.ts";
import { hasRedisServer, startRedisServer } from "./support/redis-server.ts";
import { type LocalSlack, startLocalSlack } from "./support/slack/local-slack.ts";
import { QUICK_RETRIES_MS } from "./support/slack/stage.ts";
import { bodyOf } from "./support/slack/view.ts";
import type { Message } from "./support/slack/world.ts";
import { tempDir } from "./support/temp-dir.ts";

const PATIENCE = { timeout: 15_000, interval: 20 };

/** How soon nothing may be left. */
const GONE = { timeout: 5000, interval: 50 };

const DOCS = { "images.md": "# Images\n\nResize images with the `width` attribute of the Image component.\n" };
const ANSWER = "Resize images with the `width` attribute of the Image component. [1]";
const LONG = `${"Resize images with the `width` attribute of the Image component. ".repeat(12)}[1]`;

/** Words of Ann's that stand nowhere else, by where she said them. */
const WORDS = {
  mention: "pomegranate",
  thread: "quicksilver",
  quoted: "walrushide",
  command: "xylophone",
  note: "dandelions",
  direct: "marzipanist",
  resumed: "thunderbird",
  edited: "cobblestone",
  first: "gingerbread",
  pointedAt: "heliotropes",
};

/** Everything in the files of a data folder, byte for byte. */
function filesOf(dataDir: string): string {
  const files = readdirSync(dataDir, { withFileTypes: true }).filter((entry) => entry.isFile());
  return files.map(({ name }) => readFileSync(join(dataDir, name), "latin1")).join("\n");
}

/** A program that reads from the database and does not let go, as a viewer does. Resolves to what ends it. */
async function startReader(dataDir: string): Promise<() => void> {
  const read = `
    const { DatabaseSync } = await import("node:sqlite");
    const database = new DatabaseSync(process.argv[1]);
    database.exec("begin");
    database.prepare("select count(*) from questions").get();
    console.log("reading");
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", read, join(dataDir, "docent.db")]);
  const end = () => void child.kill("SIGKILL");
  onTestFinished(end);
  await once(child.stdout, "data");
  return end;
}

interface Talk {
  readonly slack: LocalSlack;
  readonly dataDir: string;
  readonly docent: DocentProcess;
  readonly settings: Record<string, string>;
}

/** Ann asks in every way that there is, others vote on and quote her, and one question of hers outlives a kill. */
async function talkOf(more: Record<string, string>): Promise<Talk> {
  const slack = await startLocalSlack({ retriesMs: QUICK_RETRIES_MS });
  const model = await startModelServer();
  const dataDir = tempDir();
  const settings = {
    DOCS: docsFolder(DOCS),
    OPENAI_BASE_URL: model.url,
    OPENAI_MODEL: "local",
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_APP_TOKEN: slack.appToken,
    SLACK_API_URL: slack.apiUrl,
    QUESTIONS_PER_MINUTE: "1000",
    ...more,
  };
  model.respond(() => ANSWER);
  let docent = await startDocent(dataDir, settings);
  onTestFinished(async () => void (await Promise.all([docent.end("SIGKILL"), model.close(), slack.close()])));
  await docent.ready();
  const [ann, bob, { general }] = [slack.person("ann"), slack.person("bob"), slack];
  const bot = `<@${slack.world.bot.id}>`;
  const answered = (root: Message, count = 1) => answerIn(slack, root, count);

  const mention = await ann.says(general, `${bot} How do I resize a ${WORDS.mention}?`);
  await bob.presses(await answered(mention), "docent:helpful");
  await ann.says(general, `And a ${WORDS.thread}?`, { root: mention });
  await answered(mention, 2);
  const quoted = await ann.says(general, `Nobody knows how a ${WORDS.quoted} is resized`);
  const asked = await bob.says(general, `${bot} can you answer this?`, { root: quoted });
  expect(asked).toBeDefined();
  const fields = { reason: "other", note: `No ${WORDS.note} can read this` };
  await ann.fills(await answered(quoted), { action: "docent:unhelpful", fields });
  await ann.types(general, `/docent-search ${WORDS.command}`);
  const edited = await ann.says(general, `${bot} How do I resize a ${WORDS.first}?`);
  const before = await answered(edited);
  await ann.edits(edited, `${bot} How do I resize a ${WORDS.edited}?`);
  await ann.presses(before, "docent:again");
  await answered(edited, 2);
  const pointedAt = await ann.says(general, `How do I resize ${WORDS.pointedAt}?`);
  await bob.callsShortcut(pointedAt, "docent_about");
  const direct = await ann.says(ann.direct, `How do I resize a ${WORDS.direct}?`);
  await answered(direct);

  model.respond(() => LONG);
  model.delay(30);
  const resumed = await ann.says(general, `${bot} How do I resize a ${WORDS.resumed}?`);
  await vi.waitFor(() => expect(answersTo(slack, resumed).length).toBeGreaterThan(0), PATIENCE);
  await docent.end("SIGKILL");
  model.delay(0);
  docent = await startDocent(dataDir, settings);
  await docent.ready();
  await vi.waitFor(() => expect(answersTo(slack, resumed).at(-1)).toContain("[1] Images"), PATIENCE);
  return { slack, dataDir, docent, settings };
}

function answersTo({ world }: LocalSlack, root: Message): string[] {
  const inThread = world.thread(root.channel, root.ts).filter(({ user }) => user === world.bot.id);
  return inThread.map((message) => bodyOf(world, message));
}

async function answerIn(slack: LocalSlack, root: Message, count: number): Promise<Message> {
  const { world } = slack;
  return vi.waitFor(() => {
    const answers = world.thread(root.channel, root.ts).filter(({ user }) => user === world.bot.id);
    const answer = answers[count - 1];
    if (!answer || !bodyOf(world, answer).includes("[1] Images")) throw new Error("not answered yet");
    return answer;
  }, PATIENCE);
}

/** Which of Ann's words, and whether her id, stand in a text. */
function leftOf(slack: LocalSlack, text: string): string[] {
  return [...Object.values(WORDS), slack.person("ann").user.id].filter((word) => text.includes(word));
}

/** Ann types it in a channel, where the answer is for her alone. */
async function typeForgetMe({ slack }: Talk): Promise<void> {
  const ann = slack.person("ann");
  await ann.types(slack.general, "/docent-forget-me");
  await vi.waitFor(() => expect(ann.screen(slack.general)).toContain("Deleted: "), PATIENCE);
}

/** Ann says it in a direct message; Slack delivers that twice. Resolves to what she was told. */
async function forgetAnn({ slack }: Talk): Promise<string[]> {
  const ann = slack.person("ann");
  const said = await ann.says(ann.direct, "forget-me");
  await vi.waitFor(() => expect(answersTo(slack, said)).not.toEqual([]), PATIENCE);
  await slack.redeliver();
  return answersTo(slack, said);
}

describe("what a person had forgotten is gone within five seconds, byte for byte, while Docent runs", () => {
  it("from the database file and its log, also where another program was reading from it", async () => {
    const talk = await talkOf({});
    expect(leftOf(talk.slack, filesOf(talk.dataDir))).toEqual(
      expect.arrayContaining([
        WORDS.mention,
        WORDS.thread,
        WORDS.direct,
        WORDS.note,
        WORDS.resumed,
        WORDS.first,
        WORDS.edited,
        talk.slack.person("ann").user.id,
      ]),
    );
    const endReader = await startReader(talk.dataDir);
    const told = await forgetAnn(talk);
    expect(told).toEqual([expect.stringMatching(/^Deleted: \d+ questions .*backups, and what Redis wrote/s)]);
    expect(leftOf(talk.slack, filesOf(talk.dataDir))).not.toEqual([]);
    endReader();
    await vi.waitFor(() => expect(leftOf(talk.slack, filesOf(talk.dataDir))).toEqual([]), GONE);
    expect(filesOf(talk.dataDir)).toContain("can you answer this?");
    await typeForgetMe(talk);
    await vi.waitFor(() => expect(leftOf(talk.slack, filesOf(talk.dataDir))).toEqual([]), GONE);
  }, 120_000);

  it.skipIf(!hasRedisServer)(
    "from every key and value of Redis",
    async () => {
      const redis = await startRedisServer();
      const talk = await talkOf({ STORE_URL: redis.url });
      expect(leftOf(talk.slack, await redis.contents())).toEqual(
        expect.arrayContaining([
          WORDS.mention,
          WORDS.direct,
          WORDS.note,
          WORDS.resumed,
          talk.slack.person("ann").user.id,
        ]),
      );
      expect(await forgetAnn(talk)).toHaveLength(1);
      await vi.waitFor(async () => expect(leftOf(talk.slack, await redis.contents())).toEqual([]), GONE);
      expect(leftOf(talk.slack, filesOf(talk.dataDir))).toEqual([]);
      expect(await redis.contents()).toContain("can you answer this?");
      await typeForgetMe(talk);
      await vi.waitFor(async () => expect(leftOf(talk.slack, await redis.contents())).toEqual([]), GONE);
    },
    120_000,
  );
});
