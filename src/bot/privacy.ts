import { createHash } from "node:crypto";
import type { Journal } from "../core/journal.ts";
import type { PersonalData, Privacy } from "../core/privacy.ts";
import type { Prompt } from "../core/prompt.ts";
import type { Conversations } from "./conversations.ts";

/** Whose questions are not kept, by hashes of who they are; without an end, unlike all else that is kept. */
export interface UnkeptPeople {
  has(person: string): Promise<boolean>;
  add(person: string): Promise<void>;
  remove(person: string): Promise<void>;
}

/** What is kept of people, and by whom. */
export interface PrivacyDeps {
  readonly journal: Journal;
  readonly conversations: Conversations;
  readonly unkept?: UnkeptPeople;
}

/** Whether a question is kept once it is answered: not where its asker wishes that it is not. */
export async function isKept({ place, author }: Prompt, { unkept }: PrivacyDeps): Promise<boolean> {
  return !(await unkept?.has(personKey(place.platform, author.id)));
}

/** What the asker of a prompt may know and say of what is kept about them. */
export function privacyOf(prompt: Prompt, deps: PrivacyDeps): Privacy {
  const { place, author } = prompt;
  const person = personKey(place.platform, author.id);
  return {
    data: () => dataOf(prompt, deps),
    isKept: () => isKept(prompt, deps),
    keep: async (keeps) => (keeps ? deps.unkept?.remove(person) : deps.unkept?.add(person)),
  };
}

async function dataOf({ place, author }: Prompt, { journal, conversations }: PrivacyDeps): Promise<PersonalData> {
  const exchanges = new Map<string, PersonalData["conversations"][number]>();
  for await (const [key, said] of conversations.all())
    for (const exchange of said)
      if (key.place.platform === place.platform && exchange.author.id === author.id)
        exchanges.set(exchange.id, { at: exchange.at, question: exchange.question, answer: exchange.answer });
  const kept = await journal.kept({ platform: place.platform, author: author.id });
  return { ...kept, conversations: [...exchanges.values()] };
}

function personKey(platform: string, id: string): string {
  return createHash("sha256")
    .update(JSON.stringify(["unkept", platform, id]))
    .digest("hex");
}
