import { describe, expect, it } from "vitest";
import { extract } from "../../../src/rag/extract/extract.ts";
import { section } from "../../support/rag.ts";

const quote = (text: string, ...texts: string[]) =>
  extract(
    { text, context: [] },
    texts.map((each, index) => section(index + 1, each)),
  );

describe("quoting an answer", () => {
  it("shows the section as it stands, with the sentence that answers in bold and cited", () => {
    const text = quote("Which port is used?", "Servers listen. The port is 4321 by default. Restart after changes.");
    expect(text).toBe("### Page 1\n\nServers listen. **The port is 4321 by default.** [1] Restart after changes.");
  });

  it("prefers a date for when, and a number for how many", () => {
    const doc =
      "The duchy was founded by Rollo after long talks. The duchy was founded in 911. The duchy had 12 counties.";
    expect(quote("When was the duchy founded?", doc)).toMatch(/\*\*The duchy was founded in 911\.\*\*/);
    expect(quote("How many counties did the duchy have?", doc)).toMatch(/\*\*The duchy had 12 counties\.\*\*/);
  });

  it("answers what something is by its definition", () => {
    const doc = "One benefit of an island is speed of the island. In Acme, an island is a component. An island helps.";
    expect(quote("What is an island?", doc)).toMatch(/\*\*In Acme, an island is a component\.\*\*/);
  });

  it("keeps steps whole, with their code", () => {
    const steps = "1. Install the tool:\n   ```sh\n   npm i tool\n   ```\n2. Run the tool.\n3. Deploy.";
    const text = quote("How do I install the tool?", `To install the tool, follow these steps:\n\n${steps}`);
    expect(text).toBe(`### Page 1\n\n**To install the tool, follow these steps:** [1]\n\n${steps}`);
  });

  it("adds the code block that a sentence announces, whole and with its language", () => {
    const code = "```js\nexport default {\n\n  port: 1,\n};\n```";
    expect(quote("How do I set the port?", `Intro.\n\nSet the port in the config:\n\n${code}\n\nDone.`)).toContain(
      code,
    );
  });

  it("shows the first code of a section that is cut before it, where it is asked how", () => {
    const filler = "The weather in the mountains was fine on most days of that long summer. ".repeat(7);
    const doc = `You can set the port by a flag.\n\n${filler}\n\n${filler}\n\n${filler}\n\n\`\`\`sh\nacme --port 1\n\`\`\``;
    const paragraph = filler.trim();
    const shown = `### Page 1\n\n**You can set the port by a flag.** [1]\n\n${paragraph}\n\n${paragraph}\n\n…`;
    expect(quote("How do I set the port?", doc)).toBe(`${shown}\n\n\`\`\`sh\nacme --port 1\n\`\`\`\n\n_… more in [1]_`);
    expect(quote("Is the port a flag?", doc)).not.toContain("```");
  });

  it("weighs what was talked about before where the question is short", () => {
    const texts = [
      "In production, caches are on and secure by default.",
      "In production, variables come from the host.",
    ];
    const sections = texts.map((each, index) => section(index + 1, each));
    const lead = (context: string[]) =>
      /\*\*(.*)\*\*/.exec(extract({ text: "and in production?", context }, sections))?.[1];
    expect(lead(["How do I set variables on the host?"])).toContain("variables");
    expect(lead(["How do I secure caches?"])).toContain("caches");
  });

  it("quotes other places briefly, and stays short", () => {
    const texts = Array.from({ length: 8 }, (_, index) => `The port ${index} is used for thing ${index}. `.repeat(20));
    expect(quote("Which port is used?", ...texts).length).toBeLessThan(1600);
  });

  it("quotes no other place that answers far less well", () => {
    const text = quote(
      "Which port is used by default?",
      "The port is 4321 by default.",
      "Ships of all kinds rest in a harbour.",
    );
    expect(text).not.toContain("harbour");
  });

  it("prefers a sentence that tells something to one that repeats the question", () => {
    const doc =
      "The build did not find the Sharp package. The build did not find the Sharp package because pnpm hides it.";
    expect(quote("the build did not find the sharp package", doc)).toMatch(/\*\*The build [^*]* because pnpm/);
  });

  it("forgives letters swapped, and knows other forms of a word", () => {
    const doc =
      "The weather is fine in most of the world today. A collection has a schema made with zod. Images are optimized here.";
    expect(quote("what is a shcema of a colletcion", doc)).toMatch(/\*\*A collection has a schema/);
    const german = "Das Wetter ist heute fast überall gut. Hier liegt eine Sammlung von Texten und Bildern.";
    expect(quote("Sammlungstext", german)).toMatch(/\*\*Hier liegt eine Sammlung/);
  });

  it("answers why by a reason", () => {
    const doc = "Width and height are read from the file. Width and height are required to avoid layout shift.";
    expect(quote("Why are width and height needed?", doc)).toMatch(/\*\*Width and height are required to avoid/);
  });

  it.each([
    ["a page about what changed", { title: "Upgrade to v3" }],
    ["questions for the reader", { headings: ["Test your knowledge"] }],
  ])("prefers an explanation to %s", (_, place) => {
    const sections = [section(1, "The port is set by a flag.", place), section(2, "The port is set by a flag too.")];
    expect(extract({ text: "How is the port set?", context: [] }, sections)).toMatch(
      /\*\*The port is set by a flag too/,
    );
  });

  it("prefers what explains to a line that gives a property, and to one that recommends a page", () => {
    const told = "The server takes the port from outside.";
    expect(quote("server port", `Default: \`the server port as it was\`.\n\n${told}`)).toMatch(/\*\*The server takes/);
    expect(quote("server port", `Read our server port guide first.\n\n${told}`)).toMatch(/\*\*The server takes/);
  });

  it.each([
    ["an echo of the question", "Where is the port of the server set?", "The port of the server is set."],
    ["a fragment", "Where is the port of the server set?", "The port of the server for the"],
    ["a bare parameter", "server ports", "ports (\\[\\]ServerPort)"],
    [
      "a page's description",
      "Where is the port of the server set?",
      "This guide shows where the server port is set today.",
    ],
    ["Now", "Where is the port of the server set?", "Now set the port of the server in its file."],
    ["However", "Where is the port of the server set?", "However, the port of the server is set in its file."],
    ["what stood above", "Where is the port of the server set?", "The port of the server is set in the code above."],
    [
      "what is not shown",
      "Where is the port of the server set?",
      "To set the server port, follow the instructions below.",
    ],
    ["dies in German", "Wo ist der Port des Servers?", "Dieser Port des Servers ist auf der Maschine nicht frei."],
  ])("never leads with %s", (_, asked, text) => {
    expect(quote(asked, `${text}\n\nServers of this kind take the port from a file called port.toml.`)).not.toContain(
      `**${text.slice(0, 8)}`,
    );
  });

  it("shows what the lead announces, though it is a table, and names the columns of a row that is set apart", () => {
    const table = "| Flag | Meaning |\n| --- | --- |\n| `--port` | The port of the server |";
    expect(quote("What are the flags of the server?", `The server takes these flags and no others:\n\n${table}`)).toBe(
      `### Page 1\n\n**The server takes these flags and no others:** [1]\n\n${table}`,
    );
    const text = quote(
      "What is the port of the server?",
      "The port of the server is a number of up to five digits.",
      table,
    );
    expect(text).toMatch(/\n\n> Flag: `--port`; Meaning: The port of the server \[2\]$/);
  });

  it("binds steps, tables and code by one length, and says where there is more", () => {
    const steps = Array.from({ length: 60 }, (_, i) => `${i + 1}. Turn the screw number ${i + 1} of the server.`).join(
      "\n",
    );
    const text = quote("How do I open the server?", `To open the server, turn its screws:\n\n${steps}`);
    expect(text.length).toBeLessThan(1500);
    expect(text).toContain("1. Turn the screw number 1 of");
    expect(text).toMatch(/_… more in \[1\]_$/);
    const deutsch = extract({ text: "Wie öffne ich den Server und nicht die Tür?", context: [] }, [
      section(1, `To open the server, turn its screws:\n\n${steps}`),
    ]);
    expect(deutsch).toMatch(/_… mehr in \[1\]_$/);
  });

  it("shows both sides of a choice", () => {
    const text = quote(
      "Should I use webp or avif?",
      "You should use webp where old browsers matter to you.",
      "The avif format makes smaller files than any other one.",
    );
    expect(text).toMatch(/webp where old[\s\S]*avif format/);
  });

  it("prefers prose to generated reference", () => {
    const reference = section(1, "The server port is a number that is set.", {
      title: "API reference",
      headings: ["listen()"],
    });
    const prose = section(2, "The server port is a number that is told.");
    expect(extract({ text: "What is the server port?", context: [] }, [reference, prose])).toMatch(/^### Page 2/);
  });

  it("reads what markup leaves in Markdown", () => {
    const text = quote(
      "How is the port set?",
      "The port is set by {ref}`the flag <flag>` or `a file <https://example.com/x>`__ of yours.\n\n.. literalinclude:: x.py\n   :language: python",
    );
    expect(text).toBe("### Page 1\n\n**The port is set by the flag or a file of yours.** [1]");
  });

  it("is empty where there is nothing to quote", () => {
    expect(quote("Which port?", "![only](image.png)")).toBe("");
  });

  it("sets a sentence that goes on in bold together with the one before it", () => {
    const told = "The office has a silver key. This opens the gate at night, when nobody is there.";
    expect(quote("what opens the gate at night", `The fence is old. ${told}`)).toBe(
      `### Page 1\n\nThe fence is old. **${told}** [1]`,
    );
  });

  it("shows names of notes, tabs and parts in italics, and leads with none of them", () => {
    const doc =
      "**Note**\n\nThe gate is heavy.\n\nSYMPTOM\nThe gate of the server does not open.\n\nRESOLUTION\nOil the gate of the server.";
    expect(quote("the gate of the server does not open today", doc)).toBe(
      "### Page 1\n\n_Note_\n\nThe gate is heavy.\n\n_SYMPTOM_\n\nThe gate of the server does not open.\n\n" +
        "_RESOLUTION_\n\n**Oil the gate of the server.** [1]",
    );
  });

  it.each([
    ["label in bold", "**Problem**\n\nThe gate sticks in its frame.\n\n**Solution**\n\nThe gate wants some oil."],
    [
      "label in capitals",
      "PROBLEM(ABSTRACT)\nThe gate, it says, sticks in its frame.\n\nANSWER\nThe gate wants some oil.",
    ],
    ["word before a colon", "Problem: The gate sticks in its frame.\n\nFix: The gate wants some oil."],
  ])("prefers the solution to the problem, by a %s", (_, doc) => {
    expect(quote("my gate sticks in the frame", doc)).toMatch(/\*\*(?:Fix: )?The gate wants some oil\.\*\*/);
  });

  it("answers with the problem where that is asked", () => {
    const doc = "**Symptoms**\n\nThe gate sticks in its frame.\n\n**Solution**\n\nThe gate wants some oil.";
    expect(quote("What are the symptoms of an old gate?", doc)).toContain("**The gate sticks in its frame.**");
  });

  it("never leads with a page's description, which is emphasised, though nothing else fits so well", () => {
    const doc = "_All that there is to know about the gate of the server._\n\nOil it in the first week of May.";
    expect(quote("what is there to know about the gate of the server", doc)).not.toContain("**All");
    expect(quote("gate", "_About the gate._")).toBe("Page 1 [1]:\n\n_About the gate._");
  });

  it("shows steps from the first on", () => {
    const some = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, i) => `${from + i}. Turn the screw on the ${"far ".repeat(40)}side of it.`);
    const steps = [...some(1, 5), "5. Oil the gate with the can from the left.", ...some(6, 12)].join("\n");
    expect(quote("How do I oil the gate with the can?", steps)).toMatch(/^### Page 1\n\n1\. Turn[\s\S]*5\. \*\*Oil/);
  });

  it("prefers what a thing is to what is done with it", () => {
    const doc = "Gates are opened by hand. The gate is opened in the morning. The gate is a door in a fence.";
    expect(quote("What’s the gate? And who has it?", doc)).toContain("**The gate is a door in a fence.**");
  });

  it.each([
    ["When to use gates", "when should I use gates"],
    ["How to open gates", "How do I open gates?"],
  ])("prefers a section whose heading asks the same: %s", (heading, text) => {
    const sections = [
      section(1, "Use and open gates with care in the dark.", {
        headings: [heading.replace(/^\w+ to /, "")],
        url: "https://docs.example.org/2",
      }),
      section(2, "Use and open gates with care in the dark, too.", { headings: [heading] }),
    ];
    expect(extract({ text, context: [] }, sections)).toMatch(/^### Page 2/);
  });

  it("quotes the page that the search holds for the best, unless another says far more", () => {
    const near = [
      section(1, "The gate is made of oak."),
      section(2, "The gate is of oak from the south.", { relevance: 0.9 }),
    ];
    expect(extract({ text: "Is the gate of oak?", context: [] }, near)).toMatch(/^### Page 1/);
    const far = [section(1, "Doors open."), section(2, "The old gate is of red oak.", { relevance: 0.95 })];
    expect(extract({ text: "Is the old gate of red oak?", context: [] }, far)).toMatch(/^### Page 2/);
  });

  it.each([
    ["a wall of words", `- ${"The gate of the server opens slowly ".repeat(20).trim()}`],
    ["an item that announces what it does not hold", "- To open the gate of the server tonight, do this:\n\n  Wait."],
    ["what only names what is below", "Below are the ways to open the gate of the server."],
  ])("never leads with %s", (_, text) => {
    const told = "Gates of this kind open by a key from the office.";
    expect(quote("how do I open the gate of the server", `${text}\n\n${told}`)).not.toMatch(/\*\*(?:The|To|Below)/);
  });

  it("sets no sentence apart that has nothing of the question but a heading above it", () => {
    const sections = [
      section(1, "The port of the server is 4321 by default."),
      section(2, "Ships of all kinds rest here in winter for a while.", { headings: ["Port of the server"] }),
    ];
    expect(extract({ text: "What is the port of the server?", context: [] }, sections)).not.toContain("Ships");
  });

  it("says once that something was left out before what is shown", () => {
    const filler = "The weather in the mountains was fine on most days of that long summer. ".repeat(14);
    const text = quote("Is the gate of oak?", `${filler}\n\n${filler} The gate is of red oak. ${filler}`);
    expect(text).toContain("**The gate is of red oak.**");
    expect(text).not.toContain("…\n\n…");
  });

  it("prefers what a section says to a note in it", () => {
    const doc = "**Note**\n\nThe gate stands on oak posts.\n\nThe gate stands on oak planks.";
    expect(quote("Does the gate stand on oak?", doc)).toContain("**The gate stands on oak planks.**");
  });

  it("prefers a sentence about what is to be done to one that only tells to do something", () => {
    const doc =
      "Fences are old. Use some care at all times. Rain is no friend. The gate opens by the key of the office.";
    const sections = [section(1, doc, { headings: ["Opening the gate"] })];
    const text = extract({ text: "How do I open the gate?", context: [] }, sections);
    expect(text).toContain("**The gate opens by the key of the office.**");
  });
});
