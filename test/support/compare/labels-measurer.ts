/**
 * A child process that puts people's labels, and the errors planted in `test/fixtures/claims.ts`, to a checkout's check
 * of cited sentences: `node labels-measurer.ts CHECKOUT FIGURES FOLDER`.
 */
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { readLabelledFiles } from "../../../src/cli/eval/grounding.ts";
import type { isSupported } from "../../../src/rag/output/grounding.ts";
import { CLAIMS } from "../../fixtures/claims.ts";
import { section } from "../rag.ts";
import type { Figure } from "./measurer.ts";

const [checkout = "", file = "", folder = ""] = process.argv.slice(2);
const source = ["rag/output/grounding.ts", "rag/ground.ts"]
  .map((each) => join(checkout, "src", each))
  .find((each) => existsSync(each));
if (!source) throw new Error(`${checkout} has no check of cited sentences`);
const check = (await import(pathToFileURL(source).href)) as { isSupported: typeof isSupported };

const planted = CLAIMS.map(({ passage, sentence, isBorneOut }) => ({
  sentences: [sentence],
  sections: [section(1, passage, { title: "Guide" })],
  isSupported: isBorneOut,
}));
const figures = [...readLabelledFiles(folder), ["planted errors", planted] as const].flatMap(([set, claims]) => {
  const judged = claims.map(({ sentences, sections, isSupported }) => {
    const codesOf = (text: string) => [...text.matchAll(/`([^`]+)`/g)].map(([, code = ""]) => code);
    const holds = sentences.every((text) => check.isSupported({ text, codes: codesOf(text), sections }));
    return { isSupported, right: Number(holds === isSupported) };
  });
  const figure = (name: string, supported: boolean): Figure => {
    const values = judged.filter((each) => each.isSupported === supported).map(({ right }) => right);
    return { set, name, better: 1, values };
  };
  return [figure("accepted of supported", true), figure("rejected of unsupported", false)];
});
writeFileSync(file, JSON.stringify(figures));
