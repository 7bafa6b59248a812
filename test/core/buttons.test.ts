import { expect, it } from "vitest";
import { ACTION_LABELS, buttonId, readButtonId } from "../../src/core/buttons.ts";
import { linkAddress } from "../../src/core/link.ts";

it("a button's id can be read back, whatever its prompt's id has in it", () => {
  for (const action of Object.keys(ACTION_LABELS) as (keyof typeof ACTION_LABELS)[]) {
    expect(readButtonId(buttonId(action, "discord:1:2~3\n"))).toEqual({ action, promptId: "discord:1:2~3\n" });
    expect(readButtonId(buttonId(action))).toEqual({ action });
  }
});

it.each(["", "docent:", "docent:constructor:1", "docent:fly:1", "other:stop:1", "x docent:stop:1"])(
  "none of Docent's buttons is %j",
  (id) => expect(readButtonId(id)).toBeUndefined(),
);

it.each([
  ["https://docs.example.com/a b", "https://docs.example.com/a%20b"],
  ["HTTP://docs.example.com", "http://docs.example.com/"],
  ["mailto:help@example.com", "mailto:help@example.com"],
  ["javascript:alert(1)", undefined],
  [" javascript:alert(1)", undefined],
  ["data:text/html,x", undefined],
  ["file:///etc/passwd", undefined],
  ["docs/index.md", undefined],
])("%j becomes the link %j", (url, expected) => {
  expect(linkAddress(url)?.href).toBe(expected);
});
