import type { Block } from "./world.ts";

/**
 * What is wrong with a message's blocks, by the limits of Block Kit, written in our own words.
 * https://docs.slack.dev/reference/block-kit/blocks
 */
export function blockProblems(blocks: readonly Block[], surface: "message" | "home"): string[] {
  const most = surface === "home" ? 100 : 50;
  const problems = blocks.length > most ? [`${blocks.length} blocks, at most ${most}`] : [];
  const markdown = blocks
    .filter(({ type }) => type === "markdown")
    .reduce((sum, { text }) => sum + String(text).length, 0);
  if (markdown > 12_000) problems.push(`markdown blocks of ${markdown} characters together, at most 12000`);
  return [...problems, ...blocks.flatMap(problemsOf)];
}

type Check = (block: Block) => string[];

const CHECKS: Readonly<Record<string, Check>> = {
  markdown: ({ text }) => length("markdown text", text, 1, 12_000),
  rich_text: ({ elements }) => list(elements).flatMap(richProblems),
  divider: () => [],
  header: ({ text }) => textObject("header", text, 150, ["plain_text"]),
  section: ({ text }) => textObject("section", text, 3000, ["plain_text", "mrkdwn"]),
  context: ({ elements }) => [
    ...count("context elements", elements, 10),
    ...list(elements).flatMap((element) => textObject("context element", element, 3000, ["plain_text", "mrkdwn"])),
  ],
  context_actions: ({ elements }) => [
    ...count("context_actions elements", elements, 5),
    ...list(elements).flatMap(feedbackButtons),
  ],
  input: ({ label, element }) => [
    ...textObject("input label", label, 2000, ["plain_text"]),
    ...(["radio_buttons", "plain_text_input", "static_select"].includes(String((element as Block | undefined)?.type))
      ? []
      : ["an input without an element that this local Slack knows"]),
  ],
  actions: ({ elements }) => [
    ...count("actions elements", elements, 25),
    ...list(elements).flatMap(button),
    ...unique(elements),
  ],
};

function problemsOf(block: Block): string[] {
  const check = CHECKS[block.type];
  return check ? check(block) : [`no block is called ${block.type}`];
}

const RICH = ["rich_text_section", "rich_text_quote", "rich_text_preformatted", "rich_text_list"];

function richProblems({ type, elements }: Block): string[] {
  if (!RICH.includes(type)) return [`rich text holds no ${type}`];
  if (type === "rich_text_list") return list(elements).flatMap(richProblems);
  return list(elements).flatMap((element) =>
    element.type === "text" ? length("rich text", element.text, 1, 12_000) : [],
  );
}

function button(element: Block): string[] {
  if (element.type !== "button") return [`this local Slack knows buttons alone, not ${element.type}`];
  return [
    ...textObject("button", element.text, 75, ["plain_text"]),
    ...length("action_id", element.action_id, 1, 255),
    ...(element.value === undefined ? [] : length("button value", element.value, 1, 2000)),
    ...(element.confirm ? confirmation(element.confirm as Block) : []),
  ];
}

/** https://docs.slack.dev/reference/block-kit/block-elements/feedback-buttons-element */
function feedbackButtons(element: Block): string[] {
  if (element.type !== "feedback_buttons") return [`this local Slack knows no ${element.type} in context_actions`];
  return [element.positive_button, element.negative_button].flatMap((button) => [
    ...textObject("feedback button", (button as Block | undefined)?.text, 75, ["plain_text"]),
    ...length("feedback button value", (button as Block | undefined)?.value, 1, 2000),
  ]);
}

function confirmation({ title, text, confirm, deny }: Block): string[] {
  const plain = ["plain_text"];
  return [
    ...textObject("confirm title", title, 100, plain),
    ...textObject("confirm text", text, 300, [...plain, "mrkdwn"]),
    ...textObject("confirm button", confirm, 30, plain),
    ...textObject("deny button", deny, 30, plain),
  ];
}

function textObject(what: string, value: unknown, most: number, types: readonly string[]): string[] {
  const { type, text } = (value ?? {}) as { type?: string; text?: string };
  if (!types.includes(type ?? "")) return [`${what}: a text of type ${type}, not ${types.join(" or ")}`];
  return length(what, text, 1, most);
}

function length(what: string, text: unknown, least: number, most: number): string[] {
  if (typeof text !== "string") return [`${what} is no text`];
  return text.length < least || text.length > most ? [`${what} of ${text.length} characters, ${least} to ${most}`] : [];
}

function count(what: string, elements: unknown, most: number): string[] {
  const { length: found } = list(elements);
  return found < 1 || found > most ? [`${found} ${what}, 1 to ${most}`] : [];
}

function unique(elements: unknown): string[] {
  const ids = list(elements).map(({ action_id }) => action_id);
  return new Set(ids).size === ids.length ? [] : ["two buttons of one block have the same action_id"];
}

function list(elements: unknown): readonly Block[] {
  return Array.isArray(elements) ? elements : [];
}
