import type { AnswerBlock } from "./blocks.ts";

/**
 * What a heading or label says that the text below it is for. `remark`: beside what the section says; `aside`: for no
 * explanation.
 */
export type Role = "problem" | "cause" | "answer" | "remark" | "aside";

/** How parts of a troubleshooting page, a support note or a list of questions are called, as a whole. */
const NAMES: readonly (readonly [Role, RegExp])[] = [
  [
    "answer",
    /^(?:the )?(?:answers?|resolutions?|solutions?|workarounds?|fix(?:es)?|remed(?:y|ies|iation)|mitigations?|(?:problem|suggested|possible) (?:solutions?|fix(?:es)?|resolutions?)|(?:resolving|solving|fixing) the (?:problem|issue|error)|how (?:to|do i|can i) (?:fix|solve|resolve) (?:it|this|that|the (?:problem|issue|error))|(?:recommended|corrective|user) (?:action|response)|what (?:to do|can i do|should i do|you can do)|remediation\/fixes|how to fix)\W*$/i,
  ],
  [
    "problem",
    /^(?:the )?(?:problems?|symptoms?|questions?|abstract|issues?|scenario|(?:problem|issue|error) ?\(?(?:abstract|description|statement|summary)\)?|what (?:happens|happened))\W*$/i,
  ],
  [
    "cause",
    /^(?:the )?(?:(?:root |possible )?causes?|reasons?|why(?: (?:this|it|did this|does this) happens?)?|what went wrong)\W*$/i,
  ],
  ["remark", /^(?:note|tip|hint|info|did you know)\W*$/i],
  [
    "aside",
    /^(?:test your knowledge|quiz|check your (?:knowledge|understanding)|checklist|exercises?|resources|(?:community|external|more|further) (?:resources|reading)|see also|related(?: \w+)?|learn more|next steps|what['’]s next|conclusions?|recap|wrap(?:ping)?[- ]up|environment|contributors?|credits)\b/i,
  ],
];
/** A paragraph that says at its beginning what it is: "Solution: restart it." */
const OWN_NAME = /^([\p{L} ]{3,30}):\s/u;

/** What a heading or label says that is below it. */
export function roleOf(name: string): Role | undefined {
  return NAMES.find(([, pattern]) => pattern.test(name.trim()))?.[0];
}

/**
 * The label that each block of a section stands under; one that says its own name stands under that. What names a
 * remark or a tab reaches over the next block alone, other labels up to the next.
 */
export function labelsOf(blocks: readonly AnswerBlock[]): (string | undefined)[] {
  let label: string | undefined;
  return blocks.map((block, at) => {
    const above = blocks[at - 1];
    if (above?.kind === "label" && isShort(above.text)) return above.text;
    if (block.kind === "label" && !isShort(block.text)) label = block.text;
    const own = block.kind === "prose" ? OWN_NAME.exec(block.sentences[0] ?? "")?.[1] : undefined;
    if (own && roleOf(own)) label = own;
    return label;
  });
}

function isShort(label: string): boolean {
  return label.endsWith(":") || roleOf(label) === "remark";
}
