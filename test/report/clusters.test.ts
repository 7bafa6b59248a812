import { expect, it } from "vitest";
import { cluster } from "../../src/report/clusters.ts";

const asked = (words: string, ...urls: string[]) => ({
  words,
  found: { confidence: 0.2, nearest: urls.map((url) => ({ title: url, url, ids: [url], score: 1 })) },
});
const words = (clusters: readonly (readonly { words: string }[])[]) =>
  clusters.map((members) => members.map((member) => member.words));

it("puts questions together by their rarer words, not by those that all of them have", async () => {
  const clusters = await cluster([
    asked("ray serve autoscaling does not scale down"),
    asked("ray data shuffle runs out of memory"),
    asked("autoscaling in ray serve never scales down"),
    asked("ray tune checkpoints on azure"),
  ]);
  expect(words(clusters)).toEqual([
    ["ray serve autoscaling does not scale down", "autoscaling in ray serve never scales down"],
    ["ray data shuffle runs out of memory"],
    ["ray tune checkpoints on azure"],
  ]);
});

it("counts it for likeness that the same sections are nearest", async () => {
  const one = "autoscaling stuck at replicas";
  const other = "autoscaling ignores my limits here";
  expect(await cluster([asked(one, "a"), asked(other, "b"), asked("shuffle memory", "c")])).toHaveLength(3);
  expect(await cluster([asked(one, "a"), asked(other, "a"), asked("shuffle memory", "c")])).toHaveLength(2);
});

it("compares by vectors where there are some", async () => {
  const vectors: Record<string, number[]> = { cat: [1, 0, 0.1], feline: [0.9, 0.1, 0], invoice: [0, 1, 0] };
  const embed = async (texts: readonly string[]) => texts.map((text) => vectors[text] ?? []);
  const clusters = await cluster(
    ["cat", "invoice", "feline"].map((text) => asked(text)),
    embed,
  );
  expect(words(clusters)).toEqual([["cat", "feline"], ["invoice"]]);
});
