import { type ApiNode, type ApiPart, dereference, list, nameOf, pointerOf, record, text } from "./api-node.ts";
import { joined, section } from "./api-operation.ts";
import { renderSchema } from "./api-schema.ts";

/**
 * The operations of an AsyncAPI description: of version 3, or the `publish` and `subscribe` of version 2's channels.
 */
export function asyncOperations(root: ApiNode): ApiPart[] {
  const named = Object.entries(record(root.operations)).map(([name, value]) => {
    const operation = dereference(root, value);
    const channel = dereference(root, operation.channel);
    const messages =
      list(operation.messages).length > 0 ? list(operation.messages) : Object.values(record(channel.messages));
    const address = text(channel.address) || nameOf(operation.channel);
    return part(root, pointerOf("operations", name), {
      name,
      verb: text(operation.action),
      address,
      operation,
      messages,
    });
  });
  const byChannel = Object.entries(record(root.channels)).flatMap(([address, channel]) =>
    ["publish", "subscribe"].flatMap((verb) => {
      const operation = record(record(channel)[verb]);
      if (Object.keys(operation).length === 0) return [];
      const message = record(operation.message);
      const messages = list(message.oneOf).length > 0 ? list(message.oneOf) : [operation.message];
      const name = text(operation.operationId) || `${verb} ${address}`;
      return [part(root, pointerOf("channels", address, verb), { name, verb, address, operation, messages })];
    }),
  );
  return [...named, ...byChannel];
}

interface Described {
  readonly name: string;
  readonly verb: string;
  readonly address: string;
  readonly operation: ApiNode;
  readonly messages: readonly unknown[];
}

function part(root: ApiNode, pointer: string, { name, verb, address, operation, messages }: Described): ApiPart {
  const bodies = messages.map((message) => {
    const node = dereference(root, message);
    const title = text(node.title) || text(node.name) || nameOf(message) || "Message";
    return section(title, [text(node.summary) || text(node.description), "", ...renderSchema(root, node.payload)]);
  });
  const summary = text(operation.summary) || text(operation.title) || name;
  const markdown = joined([
    `# ${summary.replace(/\s+/g, " ")}`,
    `\`${verb} ${address}\``,
    text(operation.description),
    ...bodies,
  ]);
  return { pointer, markdown };
}
