import { createHash } from "node:crypto";
import { type APIMessage, MessageFlags, type RawFile, type REST, RESTJSONErrorCodes, Routes } from "discord.js";
import { says } from "./errors.ts";
import type { MessageBody } from "./render.ts";

/** Where the messages of one answer go. Ids are of messages. */
export interface MessageTarget {
  /** The channel whose pace is used; undefined where the API counts the writes apart. */
  readonly channel?: string;
  /** Stands above the first message where it is the only place for the question. */
  readonly above?: string;
  send(body: MessageBody, index: number, files?: RawFile[]): Promise<string>;
  edit(id: string, body: MessageBody, files?: RawFile[]): Promise<void>;
  typing(): Promise<void>;
}

/** A message as the API gives it back. */
type Sent = Pick<APIMessage, "id"> & Pick<MessageBody, "content" | "components">;

/**
 * The nonce of a question's n-th message, at most 25 characters: while Discord remembers it, sending again
 * gives back the message that is there. https://discord.com/developers/docs/resources/message#create-message
 */
export function nonceOf(question: string, index: number): string {
  return createHash("sha256").update(`${question} ${index}`).digest("base64url").slice(0, 25);
}

/** Writes messages into a channel, DM or thread. `replyTo`: the message that the first one answers. */
export function channelTarget(rest: REST, channel: string, question: string, replyTo?: string): MessageTarget {
  const reference = replyTo && { message_id: replyTo, fail_if_not_exists: false };
  return {
    channel,
    async send(body, index, files) {
      const message = {
        ...body,
        nonce: nonceOf(question, index),
        enforce_nonce: true,
        ...(reference && index === 0 ? { message_reference: reference } : {}),
      };
      const sent = (await rest.post(Routes.channelMessages(channel), { body: message, files })) as Sent;
      // Discord remembered the nonce: what a former process began to write stands there.
      if (!shows(sent, body)) await edit(sent.id, body, files);
      return sent.id;
    },
    edit,
    async typing() {
      await rest.post(Routes.channelTyping(channel));
    },
  };

  async function edit(id: string, body: MessageBody, files?: RawFile[]): Promise<void> {
    const patch = () => rest.patch(Routes.channelMessage(channel, id), { body: withFiles(body, files), files });
    try {
      await patch();
    } catch (error) {
      if (!says(error, RESTJSONErrorCodes.InvalidActionOnArchivedThread)) throw error;
      await rest.patch(Routes.channel(channel), { body: { archived: false } });
      await patch();
    }
  }
}

/** Whether a message is what was sent. Discord cuts white space off both ends. */
function shows(sent: Sent, body: MessageBody): boolean {
  const ids = (rows: MessageBody["components"]) => JSON.stringify(rows.flatMap((row) => row.components.map(idOf)));
  return sent.content.trim() === body.content.trim() && ids(sent.components) === ids(body.components);
}

function idOf(button: MessageBody["components"][number]["components"][number]): string | undefined {
  return "custom_id" in button ? button.custom_id : undefined;
}

/** An outlet whose place is made with the first message. `open` must do no harm twice. */
export function openedFirst(outlet: MessageTarget, open: () => Promise<unknown>): MessageTarget {
  return {
    ...outlet,
    async send(body, index, files) {
      if (index === 0) await open();
      return outlet.send(body, index, files);
    },
  };
}

/** How a response to a command is written. */
export interface ResponseRoute {
  readonly application: string;
  readonly token: string;
  /** What only the asker sees stays so in further messages. */
  readonly ephemeral: boolean;
  readonly above?: string;
}

/** Writes through a command's own response, where nobody else need have let Docent in. */
export function responseTarget(rest: REST, { application, token, ephemeral, above }: ResponseRoute): MessageTarget {
  const edit = async (id: string, body: MessageBody, files?: RawFile[]) => {
    // These routes take no login: the token is in their address.
    const route = Routes.webhookMessage(application, token, id);
    return (await rest.patch(route, { body: withFiles(body, files), files, auth: false })) as Sent;
  };
  return {
    above,
    async send(body, index, files) {
      if (index === 0) return (await edit("@original", body, files)).id;
      const message = ephemeral ? { ...body, flags: body.flags | MessageFlags.Ephemeral } : body;
      const sent = await rest.post(Routes.webhook(application, token), { body: message, files, auth: false });
      return (sent as Sent).id;
    },
    async edit(id, body, files) {
      await edit(id, body, files);
    },
    // The response says by itself that it is being worked on.
    async typing() {},
  };
}

/** A change names its files, so that one made twice does not show them twice. */
function withFiles(body: MessageBody, files: readonly RawFile[] = []) {
  return files.length === 0
    ? body
    : { ...body, attachments: files.map(({ name }, index) => ({ id: String(index), filename: name })) };
}
