import { describe, expect, it } from "vitest";
import { commands } from "../../commands/index.ts";
import { asPrivate, commandOf } from "../../src/core/command.ts";
import { promptFor } from "../support/prompts.ts";

describe("a command that is said as a word", () => {
  it.each(["help", "help!", "Help?", "*help*", "/help", "**HELP**", "`help`", "“help”", "help ..."])(
    "%s is help",
    (text) => {
      expect(commandOf(promptFor(text), commands).command.name).toBe("help");
    },
  );

  it("takes with it what is to be looked for", () => {
    const { command, prompt } = commandOf(promptFor("*search redis?*"), commands);
    expect([command.name, prompt.text]).toEqual(["search", "redis"]);
  });

  it.each(["help with routing", "how do I reset it?", "search", "reset the queue", "helpful!"])(
    "%s is a question",
    (text) => {
      expect(commandOf(promptFor(text), commands).command.name).toBe("ask");
    },
  );

  it("is asked for by name, in a follow-up too, and not in a post that nobody meant for Docent", () => {
    expect(commandOf(promptFor("reset", { cause: "follow-up" }), commands).prompt.cause).toBe("asked");
    expect(commandOf(promptFor("reset", { cause: "watched" }), commands).command.name).toBe("ask");
  });

  it("is answered as privately as the command", () => {
    expect(asPrivate(promptFor("help!"), commands).private).toBe(true);
    expect(asPrivate(promptFor("help!", { direct: true }), commands).private).toBe(false);
    expect(asPrivate(promptFor("how?"), commands).private).toBe(false);
  });
});
