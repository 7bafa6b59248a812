import type { Config } from "./config.ts";
import type { About } from "./core/command.ts";
import type { Registry } from "./ingest/sources/registry.ts";
import { createStarters } from "./rag/starters.ts";
import { isVisibleIn, scopeOf, withinScope } from "./search/scope.ts";
import type { SearchIndex } from "./search/search-index.ts";

/** What Docent says about itself, as it is set up. */
export function aboutOf(
  { chat, history, declared }: Config,
  { engine, registry }: { readonly engine: SearchIndex; readonly registry: Registry },
): About {
  return {
    model: chat && { name: chat.model, host: new URL(chat.baseUrl ?? "https://api.openai.com").host },
    historyDays: history.days,
    historyTurns: history.turns,
    starters: createStarters((place) =>
      withinScope(engine, scopeOf(registry.list(), { place, texts: [], versions: declared?.versions ?? {} })),
    ),
    async sources(place) {
      const known = new Map(registry.list().map((source) => [source.name, source]));
      const visible = (await engine.sources()).flatMap((state) => {
        const source = known.get(state.name);
        return source && isVisibleIn(source.audience, place) ? [{ ...state, version: source.version }] : [];
      });
      return visible.toSorted((a, b) => b.documents - a.documents);
    },
  };
}
