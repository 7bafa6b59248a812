import { randomUUID } from "node:crypto";
import { Command } from "commander";
import { AnswerPrinter, printSources } from "../adapters/console-output.ts";
import { createDocent, type Docent } from "../app.ts";
import { readConfig } from "../config.ts";
import { type AnswerEvent, type End, namesNearest, type Outcome, wholeAnswer } from "../core/answer.ts";
import { commandLine } from "../core/command-line.ts";
import { createLog } from "../core/log.ts";
import { endWithReader, failWith, quieter, readDocs } from "./terminal.ts";

/** The exit code by outcome: scripts tell an answer, "the docs do not say" and trouble apart. */
const EXIT_CODES: Readonly<Record<Outcome, number>> = { answered: 0, uncertain: 0, talk: 0, refused: 3, failed: 1 };

const program = new Command(commandLine("ask"))
  .description("Answers one question from the documentation, without remembering it.")
  .argument("<question...>", "what you would like to know")
  .option("--json", "print { question, answer, sources, outcome } as JSON")
  .addHelpText(
    "after",
    "\nExits with 0, also when it is not sure that the documentation answers; with 3 when that does not; with 1 on an error.",
  )
  .action((words: string[], options: { json?: boolean }) => main(words.join(" "), options.json === true));

async function main(question: string, json: boolean): Promise<void> {
  const config = readConfig();
  const log = createLog(quieter(config.logLevel), config.secrets);
  const docent = await createDocent(config, { log, adapters: () => [] });
  try {
    await readDocs(docent, config);
    process.exitCode = EXIT_CODES[json ? await printJson(docent, question) : await printText(docent, question)];
  } finally {
    await docent.stop();
  }
}

/** The events of one answer. Ctrl-C ends the program, so nothing has to abort it. */
function answer({ rag }: Docent, text: string): AsyncIterable<AnswerEvent> {
  const place = { platform: "console", workspace: "local", channel: "ask" };
  return rag.answer({ id: randomUUID(), text, history: [], place }, new AbortController().signal);
}

async function printText(docent: Docent, question: string): Promise<Outcome> {
  const { stdout } = process;
  const printer = new AnswerPrinter(stdout);
  const end = await listen(answer(docent, question), (text) => printer.add(text));
  if (end.note) printer.add(`\n\n${end.note}`);
  printer.end();
  stdout.write(end.sources.length > 0 ? "\n\n" : "\n");
  printSources(stdout, end.sources, namesNearest(end.outcome));
  return end.outcome;
}

async function printJson(docent: Docent, question: string): Promise<Outcome> {
  const { text, end } = await wholeAnswer(answer(docent, question));
  const { sources, outcome } = end;
  const printed = { question, answer: text, sources, outcome };
  process.stdout.write(`${JSON.stringify(printed, null, 2)}\n`);
  return outcome;
}

async function listen(events: AsyncIterable<AnswerEvent>, onText: (text: string) => void): Promise<End> {
  for await (const event of events) {
    if (event.type === "text") onText(event.text);
    if (event.type === "end") return event;
  }
  throw new Error("The answer ended without saying how");
}

endWithReader(process.stdout);
program.parseAsync().catch(failWith);
