import { Hono } from "hono";
import { streamSSE } from "hono/streaming";
import { z } from "zod";
import { UserError } from "../../core/errors.ts";
import { LONGEST_NOTE, REASONS, readComplaint } from "../../core/feedback.ts";
import type { Env, WebContext, WebDeps } from "./context.ts";
import { feed } from "./events.ts";
import { LONGEST_QUESTION, readPrompt } from "./prompt.ts";
import { showExchange } from "./render.ts";
import { ANYWHERE, ID, webPlaceOf, webPromptId } from "./reply-target.ts";
import { isLocalFile, readSource } from "./source.ts";

const conversation = z.object({ conversation: z.string().regex(ID) });
const cited = conversation.extend({ promptId: z.string().min(1).max(200), n: z.coerce.number().int() });
const press = conversation.extend({
  promptId: z.string().min(1).max(200),
  action: z.enum(["helpful", "unhelpful", "again", "test"]),
  why: z
    .object({ reason: z.string(), note: z.string().max(LONGEST_NOTE) })
    .partial()
    .optional(),
});

/** What the page asks of this server. Errors are `{ error }`, a sentence for the person. */
export function createApi(parts: WebDeps): Hono<Env> {
  const api = new Hono<Env>();
  api.use(async (web, next) => (web.var.author ? next() : problem(web, 401, "Please reload the page.")));
  api.get("/about", (web) => tellAbout(web, parts));
  api.get("/events", (web) => openEvents(web, parts));
  api.get("/source", (web) => showSource(web, parts));
  api.post("/ask", (web) => ask(web, parts));
  api.post("/act", (web) => act(web, parts));
  api.post("/stop", (web) => stop(web, parts));
  api.onError((error, web) => {
    if (error instanceof UserError) return problem(web, 400, error.message);
    throw error;
  });
  return api;
}

const TROUBLE = "Your conversation cannot be read right now. Trying again…";
const GONE = "This page of the documentation is not there any more.";
const NOBODY = "Docent is starting or stopping. Please try again in a moment.";

/** Says how long to wait, in words and to the page, which asks again by itself. */
function busy(web: WebContext, milliseconds: number): Response {
  const retryAfter = Math.ceil(milliseconds / 1000);
  web.header("retry-after", String(retryAfter));
  const error = `That is more than can be asked at once. Please try again in ${retryAfter} s.`;
  return web.json({ error, retryAfter }, 429);
}

function problem(web: Pick<WebContext, "json">, status: 400 | 401 | 404 | 503, error: string): Response {
  return web.json({ error }, status);
}

async function tellAbout(web: WebContext, { about }: WebDeps): Promise<Response> {
  const { model, historyDays } = about;
  const reasons = Object.entries(REASONS).map(([reason, label]) => ({ reason, label }));
  const [sources, starters] = await Promise.all([about.sources(ANYWHERE), about.starters(ANYWHERE)]);
  const { author: visitor, admin } = web.var;
  return web.json({ sources, starters, model, historyDays, reasons, visitor, admin, longest: LONGEST_QUESTION });
}

/** A file is shown only to the browser in whose conversation it was cited: what can be read is what the index holds. */
async function showSource(web: WebContext, { history }: WebDeps): Promise<Response> {
  const { conversation: id, promptId, n } = parse(cited, web.req.query());
  const { author } = web.var;
  const exchanges = await history(webPlaceOf(author, id), author);
  const answer = exchanges.find((known) => known.id === webPromptId(author, promptId));
  const source = answer?.sources.find((known) => known.n === n && isLocalFile(known));
  const shown = source && (await readSource(source));
  return shown ? web.json(shown) : problem(web, 404, GONE);
}

function openEvents(web: WebContext, parts: WebDeps): Response {
  const place = webPlaceOf(web.var.author, parse(conversation, web.req.query()).conversation);
  const past = async () =>
    (await parts.history(place, web.var.author)).map((each) => showExchange(each, parts.takesVotes));
  // Some proxies hold an answer back until it is whole, unless told not to.
  web.header("x-accel-buffering", "no");
  return streamSSE(web, async (stream) => {
    try {
      await feed(stream, { ...parts, channel: place.channel, past });
    } catch (error) {
      // Not left to Hono, which would tell the page the error's own words.
      parts.log.error({ err: error }, "event stream failed");
      await stream.writeSSE({ event: "trouble", data: TROUBLE });
    }
  });
}

async function ask(web: WebContext, { bot, limit }: WebDeps): Promise<Response> {
  const prompt = readPrompt(readBody(web), web.var.author, web.var.admin);
  const running = bot();
  if (!running) return problem(web, 503, NOBODY);
  const wait = limit.take(web.var.author);
  if (wait > 0) return busy(web, wait);
  await running.run(prompt);
  return web.json({}, 202);
}

async function act(web: WebContext, { bot, limit }: WebDeps): Promise<Response> {
  const { action, promptId, why, conversation: channel } = parse(press, readBody(web));
  const { author } = web.var;
  const running = bot();
  if (!running) return problem(web, 503, NOBODY);
  const wait = action === "again" ? limit.take(author) : 0;
  if (wait > 0) return busy(web, wait);
  const by = { id: author, name: "Visitor", admin: web.var.admin };
  const place = webPlaceOf(author, channel);
  const complaint = why && { why: readComplaint(why.reason, why.note) };
  const event = { action, promptId: webPromptId(author, promptId), by, place, ...complaint };
  return web.json({ said: await running.action(event) });
}

async function stop(web: WebContext, { bot }: WebDeps): Promise<Response> {
  const { author } = web.var;
  bot()?.cancel(webPlaceOf(author, parse(conversation, readBody(web)).conversation), author);
  return web.json({});
}

/** Only JSON by name: a form of another site cannot send it without asking this server first. */
function readBody(web: WebContext): unknown {
  if (!web.req.header("content-type")?.startsWith("application/json")) throw new UserError("This is not JSON.");
  try {
    return JSON.parse(web.var.body);
  } catch (cause) {
    throw new UserError("This is not JSON.", { cause });
  }
}

function parse<Shape>(schema: z.ZodType<Shape>, value: unknown): Shape {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new UserError("This is not as the page sends it. Please reload the page.");
  return parsed.data;
}
