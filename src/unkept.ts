import type { UnkeptPeople } from "./bot/privacy.ts";
import type { Store } from "./storage/store.ts";

/** Those who wish that their questions are not kept, in a store; the wish itself has no end. */
export function unkeptIn(store: Store): UnkeptPeople {
  const keyv = store.keyv<boolean>("unkept");
  return {
    has: async (person) => (await keyv.get(person)) === true,
    add: async (person) => void (await keyv.set(person, true, 0)),
    remove: async (person) => void (await keyv.delete(person)),
  };
}
