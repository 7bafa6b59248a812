import type { Logger } from "../../core/log.ts";
import { type Calls, reasonOf, type SlackUser } from "./calls.ts";

/** What Slack tells of somebody. `name`: as the workspace shows it. */
export interface Profile {
  readonly name?: string;
  readonly isAdmin: boolean;
}

/** What people are made with. `adminGroup`: id of the user group whose members are admins. */
interface PeopleOptions {
  readonly calls: Calls;
  readonly log: Logger;
  readonly adminGroup?: string;
  /** How long what Slack told is believed, in milliseconds. */
  readonly keepMs: number;
}

interface Kept<Value> {
  readonly at: number;
  readonly value: Promise<Value>;
}

const NOBODY: Profile = { isAdmin: false };

/** So many people are kept in mind at once. */
const MOST_KEPT = 2_000;
/** So many names in one message are looked up. */
const MOST_NAMES = 10;
const USER_TOKEN = /<@([UW][A-Z0-9]+)>/g;

/** Knows names and admins of a workspace, as far as Slack tells: it asks for the scopes users:read, usergroups:read. */
export class People {
  readonly #options: PeopleOptions;
  readonly #profiles = new Map<string, Kept<Profile>>();
  #group: Kept<ReadonlySet<string>> | undefined;
  /** Methods that Slack does not let Docent call. */
  readonly #denied = new Set<string>();

  constructor(options: PeopleOptions) {
    this.#options = options;
  }

  /** What Slack tells of somebody; never rejects. */
  of(user: string): Promise<Profile> {
    const known = this.#profiles.get(user);
    if (known && this.#isFresh(known)) return known.value;
    const value = this.#read(user);
    this.#profiles.delete(user);
    this.#profiles.set(user, { at: Date.now(), value });
    const [oldest] = this.#profiles.keys();
    if (this.#profiles.size > MOST_KEPT && oldest !== undefined) this.#profiles.delete(oldest);
    return value;
  }

  /** A message, or a part of one, with names beside the ids of people; `bot` keeps its own. */
  async named<Part>(part: Part, bot: string): Promise<Part> {
    const ids = new Set([...JSON.stringify(part).matchAll(USER_TOKEN)].map(([, id = ""]) => id));
    ids.delete(bot);
    const names = new Map<string, string>();
    for (const id of [...ids].slice(0, MOST_NAMES)) names.set(id, "");
    await Promise.all([...names.keys()].map(async (id) => names.set(id, (await this.of(id)).name ?? "")));
    return ids.size === 0 ? part : (rename(part, (id) => (id === bot ? undefined : names.get(id) || SOMEBODY)) as Part);
  }

  #isFresh({ at }: Kept<unknown>): boolean {
    return Date.now() - at < this.#options.keepMs;
  }

  async #read(user: string): Promise<Profile> {
    const [reply, group] = await Promise.all([this.#call("users.info", { user }), this.#admins()]);
    const told: SlackUser | undefined = reply?.user;
    const { display_name, real_name } = told?.profile ?? {};
    const name = display_name || real_name || told?.real_name || told?.name;
    const isAdmin = told?.is_admin === true || told?.is_owner === true || group.has(user);
    return name || isAdmin ? { ...(name && { name: name.replace(/[<>|]/g, "") }), isAdmin } : NOBODY;
  }

  #admins(): Promise<ReadonlySet<string>> {
    const { adminGroup } = this.#options;
    if (!adminGroup) return Promise.resolve(new Set());
    if (!this.#group || !this.#isFresh(this.#group)) this.#group = { at: Date.now(), value: this.#members(adminGroup) };
    return this.#group.value;
  }

  async #members(usergroup: string): Promise<ReadonlySet<string>> {
    const reply = await this.#call("usergroups.users.list", { usergroup });
    return new Set(reply?.users ?? []);
  }

  async #call(method: string, args: Record<string, unknown>) {
    if (this.#denied.has(method)) return undefined;
    const { calls, log } = this.#options;
    try {
      return await calls.cosmetic(method, args);
    } catch (error) {
      const reason = reasonOf(error);
      if (reason === "missing_scope") {
        this.#denied.add(method);
        log.warn({ method }, "slack: names and admins are not known; print the manifest again and reinstall the app");
      } else log.debug({ method, reason }, "slack: somebody could not be looked up");
      return undefined;
    }
  }
}

const SOMEBODY = "somebody";

/** A copy in which every token of a person carries its name. */
function rename(value: unknown, nameOf: (id: string) => string | undefined): unknown {
  if (typeof value === "string")
    return value.replace(USER_TOKEN, (token, id: string) => {
      const name = nameOf(id);
      return name === undefined ? token : `<@${id}|${name}>`;
    });
  if (Array.isArray(value)) return value.map((one) => rename(one, nameOf));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, rename(inner, nameOf)]));
}
