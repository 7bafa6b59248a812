import { blockProblems } from "./blocks.ts";
import { tokensIn } from "./view.ts";
import type { Block, Channel, Message, View, World } from "./world.ts";

/** The arguments of one call, JSON already read. */
export type Args = Readonly<Record<string, unknown>>;

/** What Slack answers with `ok: false`. */
export class Refusal extends Error {
  readonly error: string;
  constructor(error: string) {
    super(error);
    this.error = error;
  }
}

/** What the methods work on. */
export interface Workspace {
  readonly world: World;
  readonly scopes: ReadonlySet<string>;
  /** Whether the workspace has native streams. */
  readonly streams: boolean;
  readonly violations: string[];
  readonly origin: () => string;
}

type Method = (args: Args, workspace: Workspace) => Record<string, unknown>;

/** The methods that the adapter has any business with; to all others the answer is `unknown_method`. */
export const METHODS: Readonly<Record<string, Method>> = {
  "auth.test": (_, { world }) => ({
    url: "https://local.slack.test/",
    team_id: world.team,
    user: world.bot.name,
    user_id: world.bot.id,
    bot_id: world.botId,
  }),
  "chat.postMessage": postMessage,
  "chat.postEphemeral": postEphemeral,
  "chat.update": update,
  "chat.startStream": startStream,
  "chat.appendStream": appendStream,
  "chat.stopStream": stopStream,
  "conversations.replies": replies,
  "conversations.history": history,
  "users.info": userInfo,
  "usergroups.users.list": groupMembers,
  "assistant.threads.setStatus": setStatus,
  "assistant.threads.setTitle": setTitle,
  "assistant.threads.setSuggestedPrompts": suggest,
  "views.publish": publish,
  "views.open": openView,
  "files.getUploadURLExternal": uploadUrl,
  "files.completeUploadExternal": completeUpload,
};

/** Adds what the app wrote, and notes whom it notified. */
export function write(message: Message, { world, violations }: Workspace): Message {
  violations.push(...blockProblems(message.blocks, "message"));
  if (!world.messages.includes(message)) world.add(message);
  note(message, world);
  return message;
}

function note(message: Message, world: World): void {
  for (const token of tokensIn(message)) world.pings.push({ ts: message.ts, token });
}

function postMessage(args: Args, workspace: Workspace) {
  const { world } = workspace;
  const channel = writable(args.channel, workspace);
  const content = contentOf(args, 40_000, "msg_too_long");
  const thread = threadOf(args, channel, workspace);
  const message = { ts: world.ts(), channel: channel.id, user: world.bot.id, ...thread, ...content };
  return { channel: channel.id, ts: write(message, workspace).ts, message: forApi(message, true) };
}

function postEphemeral(args: Args, workspace: Workspace) {
  const { world } = workspace;
  const channel = writable(args.channel, workspace);
  if (!world.users.has(String(args.user))) throw new Refusal("user_not_in_channel");
  const content = contentOf(args, 40_000, "msg_too_long");
  const thread = threadOf(args, channel, workspace);
  const visibleTo = String(args.user);
  const message = { ts: world.ts(), channel: channel.id, user: world.bot.id, visibleTo, ...thread, ...content };
  return { message_ts: write(message, workspace).ts };
}

function update(args: Args, workspace: Workspace) {
  const message = own(args, workspace);
  if (workspace.world.isStreaming(message)) throw new Refusal("streaming_state_conflict");
  const content = contentOf(args, 4000, "msg_too_long");
  Object.assign(message, { markdown: undefined, ...content, metadata: content.metadata ?? message.metadata });
  write(message, workspace);
  return { channel: message.channel, ts: message.ts };
}

function startStream(args: Args, workspace: Workspace) {
  if (!workspace.streams) throw new Refusal("feature_not_enabled");
  const { world } = workspace;
  const channel = writable(args.channel, workspace);
  if (!channel.direct && !args.recipient_team_id) throw new Refusal("missing_recipient_team_id");
  if (!channel.direct && !args.recipient_user_id) throw new Refusal("missing_recipient_user_id");
  const markdown = markdownOf(args);
  if (!args.thread_ts) throw new Refusal("invalid_thread_ts");
  const thread = threadOf(args, channel, workspace);
  const stream = { since: world.now() };
  const message = {
    ts: world.ts(),
    channel: channel.id,
    user: world.bot.id,
    text: "",
    blocks: [],
    markdown,
    stream,
    ...thread,
  };
  return { channel: channel.id, ts: write(message, workspace).ts };
}

function appendStream(args: Args, workspace: Workspace) {
  const message = growing(args, workspace, "stopped_by_user");
  message.markdown = `${message.markdown ?? ""}${markdownOf(args)}`;
  note(message, workspace.world);
  return { channel: message.channel, ts: message.ts };
}

function stopStream(args: Args, workspace: Workspace) {
  const message = growing(args, workspace, "message_not_in_streaming_state");
  if (args.markdown_text) message.markdown = `${message.markdown ?? ""}${markdownOf(args)}`;
  message.blocks = (args.blocks as Block[] | undefined) ?? [];
  message.metadata = metadataOf(args);
  message.stream = "stopped";
  write(message, workspace);
  return { channel: message.channel, ts: message.ts };
}

function replies(args: Args, workspace: Workspace) {
  const channel = readable(args.channel, workspace);
  const messages = workspace.world.thread(channel.id, String(args.ts));
  if (!messages[0]) throw new Refusal("thread_not_found");
  const [root, ...rest] = messages;
  const [oldest, latest] = [Number(args.oldest ?? 0), Number(args.latest ?? Number.POSITIVE_INFINITY)];
  const edges = String(args.inclusive) === "true" ? [oldest, latest] : [];
  const within = rest.filter(({ ts }) => (Number(ts) > oldest && Number(ts) < latest) || edges.includes(Number(ts)));
  const limit = Number(args.limit ?? 1000);
  const found = [root, ...within].slice(0, limit);
  return {
    messages: found.map((message) => forApi(message, args.include_all_metadata === true)),
    has_more: within.length >= limit,
  };
}

/** https://docs.slack.dev/reference/methods/users.info */
function userInfo(args: Args, { world, scopes }: Workspace) {
  need("users:read", scopes);
  const user = world.users.get(String(args.user));
  if (!user) throw new Refusal("user_not_found");
  const { id, name, displayName = "", isAdmin = false } = user;
  const profile = { display_name: displayName, real_name: name };
  return { user: { id, name, real_name: name, is_admin: isAdmin, is_owner: false, is_bot: false, profile } };
}

/** https://docs.slack.dev/reference/methods/usergroups.users.list */
function groupMembers(args: Args, { world, scopes }: Workspace) {
  need("usergroups:read", scopes);
  const users = world.userGroups.get(String(args.usergroup));
  if (!users) throw new Refusal("no_such_subteam");
  return { users };
}

function history(args: Args, workspace: Workspace) {
  const channel = readable(args.channel, workspace);
  const found = workspace.world.messages
    .filter((message) => message.channel === channel.id && !message.thread_ts && !message.visibleTo && !message.deleted)
    .filter(({ ts }) => Number(ts) > Number(args.oldest ?? 0))
    .toReversed()
    .slice(0, Number(args.limit ?? 100));
  return { messages: found.map((message) => forApi(message, args.include_all_metadata === true)), has_more: false };
}

function setStatus(args: Args, { world }: Workspace) {
  world.statuses.push({ thread: `${args.channel_id}:${args.thread_ts}`, status: String(args.status) });
  return {};
}

function setTitle(args: Args, { world, scopes }: Workspace) {
  need("assistant:write", scopes);
  world.titles.set(`${args.channel_id}:${args.thread_ts}`, String(args.title));
  return {};
}

function suggest(args: Args, { world, scopes }: Workspace) {
  need("assistant:write", scopes);
  // For an agent the prompts belong to its Messages tab, and a thread makes the call fail silently.
  if (!args.thread_ts)
    world.suggestions.set(String(args.channel_id), args.prompts as { title: string; message: string }[]);
  return {};
}

function publish(args: Args, { world, violations }: Workspace) {
  const { blocks } = args.view as { blocks: Block[] };
  violations.push(...blockProblems(blocks, "home"));
  world.homes.set(String(args.user_id), blocks);
  return {};
}

/** https://docs.slack.dev/reference/methods/views.open: a trigger is of whoever has pressed, and lives three seconds. */
function openView(args: Args, { world, violations }: Workspace) {
  const trigger = world.triggers.get(String(args.trigger_id));
  if (!trigger) throw new Refusal("invalid_trigger_id");
  if (world.now() - trigger.at > TRIGGER_MS) throw new Refusal("expired_trigger_id");
  const view = args.view as View;
  violations.push(...blockProblems(view.blocks, "home"));
  if ((view.title?.text.length ?? 0) > 24) violations.push("the title of a form has more than 24 characters");
  world.views.set(trigger.user, view);
  return { view };
}

const TRIGGER_MS = 3000;

const uploads = new Map<string, { name: string; text: string }>();

/** Takes the content of a file whose address was handed out before. */
export function takeUpload(id: string, text: string): void {
  const upload = uploads.get(id);
  if (upload) upload.text = text;
}

function uploadUrl(args: Args, { world, scopes, origin }: Workspace) {
  need("files:write", scopes);
  const id = `F0${world.next()}`;
  uploads.set(id, { name: String(args.filename), text: "" });
  return { upload_url: `${origin()}/upload/${id}`, file_id: id };
}

function completeUpload(args: Args, workspace: Workspace) {
  const { world } = workspace;
  const channel = writable(args.channel_id, workspace);
  const thread = threadOf(args, channel, workspace);
  const files = (args.files as { id: string }[]).map(({ id }) => uploads.get(id) ?? { name: "?", text: "" });
  write({ ts: world.ts(), channel: channel.id, user: world.bot.id, text: "", blocks: [], files, ...thread }, workspace);
  return { files: args.files };
}

/** The text, blocks and metadata of a message. `mostText`: beyond it the method refuses with `tooLong`. */
function contentOf(args: Args, mostText: number, tooLong: string) {
  const blocks = (args.blocks as Block[] | undefined) ?? [];
  const text = String(args.text ?? "");
  if (args.markdown_text && (args.text || args.blocks)) throw new Refusal("markdown_text_conflict");
  if (!text && blocks.length === 0 && !args.markdown_text) throw new Refusal("no_text");
  if (text.length > mostText) throw new Refusal(tooLong);
  if (blockProblems(blocks, "message").length > 0) throw new Refusal("invalid_blocks");
  return { text, blocks, metadata: metadataOf(args) };
}

function metadataOf(args: Args): Message["metadata"] {
  const metadata = args.metadata as Message["metadata"];
  if (metadata && (!metadata.event_type || typeof metadata.event_payload !== "object"))
    throw new Refusal("invalid_metadata_format");
  return metadata;
}

function markdownOf(args: Args): string {
  const text = String(args.markdown_text ?? "");
  if (!text) throw new Refusal("no_text");
  if (text.length > 12_000) throw new Refusal("msg_blocks_too_long");
  return text;
}

function writable(id: unknown, workspace: Workspace): Channel {
  need("chat:write", workspace.scopes);
  const channel = known(id, workspace);
  if (channel.archived) throw new Refusal("is_archived");
  if (!channel.member && !channel.direct) throw new Refusal("not_in_channel");
  return channel;
}

function readable(id: unknown, workspace: Workspace): Channel {
  const channel = known(id, workspace);
  need(channel.direct ? "im:history" : "channels:history", workspace.scopes);
  return channel;
}

function known(id: unknown, { world }: Workspace): Channel {
  const channel = world.channels.get(String(id));
  if (!channel || channel.gone) throw new Refusal("channel_not_found");
  return channel;
}

function need(scope: string, scopes: ReadonlySet<string>): void {
  if (!scopes.has(scope)) throw new Refusal("missing_scope");
}

function threadOf(args: Args, channel: Channel, { world }: Workspace): { thread_ts?: string } {
  if (args.thread_ts === undefined) return {};
  const root = world.messages.find(({ channel: id, ts }) => id === channel.id && ts === args.thread_ts);
  if (!root) throw new Refusal("cannot_reply_to_message");
  return { thread_ts: root.thread_ts ?? root.ts };
}

function own(args: Args, workspace: Workspace): Message {
  const message = workspace.world.message(writable(args.channel, workspace).id, String(args.ts));
  if (!message || message.visibleTo) throw new Refusal("message_not_found");
  if (message.user !== workspace.world.bot.id) throw new Refusal("cant_update_message");
  return message;
}

function growing(args: Args, workspace: Workspace, stopped: string): Message {
  const message = own(args, workspace);
  if (message.stream === "stopped by user") throw new Refusal(stopped);
  if (!workspace.world.isStreaming(message)) throw new Refusal("message_not_in_streaming_state");
  return message;
}

/** A message as the reading methods give it. Metadata is there for who asks. */
function forApi(message: Message, metadata: boolean) {
  const { ts, thread_ts, user, text, markdown, blocks, files, attachments } = message;
  return {
    type: "message",
    ts,
    user,
    text: markdown ?? text,
    blocks,
    ...(thread_ts && { thread_ts }),
    ...(files && { files }),
    ...(attachments && { attachments }),
    ...(metadata && message.metadata && { metadata: message.metadata }),
  };
}
