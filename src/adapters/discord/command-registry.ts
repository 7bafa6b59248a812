import type { APIApplication, REST } from "discord.js";
import type { Command } from "../../core/command.ts";
import { UserError } from "../../core/errors.ts";
import type { Logger } from "../../core/log.ts";
import { registerCommands } from "./commands.ts";
import type { DiscordConfig } from "./config.ts";
import { asDelivery } from "./errors.ts";

/** What commands are registered with. */
interface RegistryDeps {
  readonly commands: readonly Command[];
  readonly config: DiscordConfig;
  readonly log: Logger;
}

/** Docent's commands on Discord: registered there, and spelled as people find them. */
export class CommandRegistry {
  readonly #deps: RegistryDeps;
  readonly #retryMs: number;
  /** Of slash commands, by their names. */
  #ids: ReadonlyMap<string, string> = new Map();
  #retry: NodeJS.Timeout | undefined;

  constructor(deps: RegistryDeps, retryMs: number) {
    this.#deps = deps;
    this.#retryMs = retryMs;
  }

  /**
   * Tells Discord of the commands; resolves to whether it was told anew. Where that is refused, as it is beyond so many
   * a day, everything else works without, and it is tried again later. Rejects where the settings cannot work.
   */
  async register(rest: REST, application: APIApplication): Promise<boolean> {
    const { commands, config, log } = this.#deps;
    try {
      const { changed, ids } = await registerCommands(rest, application, commands, config);
      this.#ids = ids;
      return changed;
    } catch (error) {
      if (error instanceof UserError) throw error;
      log.warn({ err: asDelivery(error) }, "Discord did not take the commands; all else works, and it is tried again");
      const again = () =>
        void this.register(rest, application).catch((err) => log.error({ err }, "the commands are not registered"));
      this.#retry = setTimeout(again, this.#retryMs).unref();
      return false;
    }
  }

  /** Tries no more. */
  stop(): void {
    clearTimeout(this.#retry);
  }

  /** The slash command in Markdown, to be clicked once Discord knows it. */
  spell({ name, argument }: Command): string {
    const typed = this.#deps.config.commandPrefix + name;
    const id = this.#ids.get(typed);
    const words = argument ? ` \`${argument.name}\`` : "";
    return (id ? `</${typed}:${id}>` : `\`/${typed}\``) + words;
  }
}
