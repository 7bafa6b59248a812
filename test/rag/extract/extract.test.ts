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
});
