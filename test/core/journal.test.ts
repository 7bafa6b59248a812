import { expect, it } from "vitest";
import { reference } from "../../src/core/journal.ts";

it("a question is named by something short that says nothing of it", () => {
  expect(reference("slack:T1:C1:1700000000.000100")).toMatch(/^[0-9a-f]{8}$/);
});
