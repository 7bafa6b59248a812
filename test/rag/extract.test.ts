import { describe, expect, it } from "vitest";
import { extract } from "../../src/rag/extract.ts";
import { section } from "../support/rag.ts";

const quote = (text: string, ...texts: string[]) =>
  extract(
    { text, context: [] },
    texts.map((each, index) => section(index + 1, each)),
  );

describe("quoting an answer", () => {
  it("puts the sentence that answers first, in bold and cited", () => {
    const text = quote("Which port is used?", "Servers listen. The port is 4321 by default. Restart after changes.");
    expect(text).toMatch(
      /^\*\*The port is 4321 by default\.\*\* \[1\] Restart after changes\. \[1\]\n\nServers listen\. \[1\]$/,
    );
  });

  it("prefers a date for when, and a number for how many", () => {
    const doc =
      "The duchy was founded by Rollo after long talks. The duchy was founded in 911. The duchy had 12 counties.";
    expect(quote("When was the duchy founded?", doc)).toMatch(/^\*\*The duchy was founded in 911\.\*\*/);
    expect(quote("How many counties did the duchy have?", doc)).toMatch(/^\*\*The duchy had 12 counties\.\*\*/);
  });

  it("answers what something is by its definition", () => {
    const doc = "One benefit of an island is speed of the island. In Acme, an island is a component. An island helps.";
    expect(quote("What is an island?", doc)).toMatch(/^\*\*In Acme, an island is a component\.\*\*/);
  });

  it("keeps steps whole, with their code", () => {
    const steps = "1. Install the tool:\n   ```sh\n   npm i tool\n   ```\n2. Run the tool.\n3. Deploy.";
    const text = quote("How do I install the tool?", `To install the tool, follow these steps:\n\n${steps}`);
    expect(text).toContain(`${steps} [1]`);
    expect(text).toMatch(/^\*\*/);
  });

  it("adds the code block that a sentence announces, whole and with its language", () => {
    const code = "```js\nexport default {\n\n  port: 1,\n};\n```";
    expect(quote("How do I set the port?", `Intro.\n\nSet the port in the config:\n\n${code}\n\nDone.`)).toContain(
      code,
    );
  });

  it("leaves code out where nobody asked for it and nothing announces it", () => {
    expect(quote("What is a port?", "A port is a number.\n\n```js\nport();\n```")).not.toContain("```");
  });

  it("weighs what was talked about before where the question is short", () => {
    const texts = ["In production, caches are on and secure.", "In production, variables come from the host."];
    const sections = texts.map((each, index) => section(index + 1, each));
    const lead = (context: string[]) => extract({ text: "and in production?", context }, sections).slice(0, 40);
    expect(lead(["How do I set variables on the host?"])).toContain("variables");
    expect(lead(["How do I secure caches?"])).toContain("caches");
  });

  it("quotes other places briefly, and stays short", () => {
    const texts = Array.from({ length: 8 }, (_, index) => `The port ${index} is used for thing ${index}. `.repeat(20));
    expect(quote("Which port is used?", ...texts).length).toBeLessThan(1600);
  });

  it("is empty where there is nothing to quote", () => {
    expect(quote("Which port?", "![only](image.png)")).toBe("");
  });
});
