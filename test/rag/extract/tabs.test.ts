import { expect, test } from "vitest";
import { readBlocks, renderBlock } from "../../../src/rag/extract/blocks.ts";
import { withoutOtherTabs } from "../../../src/rag/extract/tabs.ts";

const TABS = `Choose your system.

**macOS / Linux:**

\`\`\`sh
brew install owl
\`\`\`

**Windows:**

\`\`\`sh
winget install owl
\`\`\`

Then call the owl.`;

const shown = (text: string, asked: string) => withoutOtherTabs(readBlocks(text), asked).map(renderBlock).join("\n");

test("a question that names a tab is shown that one alone, with what stands outside of all", () => {
  expect(shown(TABS, "How do I install owl on Windows?")).toMatch(
    /^Choose.*\n_Windows:_\n```sh\nwinget.*\n```\nThen call/,
  );
  expect(shown(TABS, "install owl on linux")).not.toContain("winget");
  expect(shown(TABS, "install owl on linux")).toContain("Then call the owl.");
});

test("a question that names none of the tabs, or all, is shown all", () => {
  for (const asked of ["How do I install owl?", "owl on macOS and on Windows"])
    expect(shown(TABS, asked)).toBe(readBlocks(TABS).map(renderBlock).join("\n"));
});

test("parts that belong together are no tabs", () => {
  const text = "**Example:**\n\n```\nowl()\n```\n\n**Output:**\n\n```\nhoot\n```";
  expect(shown(text, "Show an example of owl()")).toContain("hoot");
});
