import type { Reporter, TestModule } from "vitest/node";

declare module "vitest" {
  interface TaskMeta {
    /** What a skipped test would have needed, as a clause. */
    skipReason?: string;
  }
}

/** Reporter that says before the summary how many tests were skipped because something is absent: a line a reason. */
export class SkippedReporter implements Reporter {
  onTestRunEnd(modules: readonly Pick<TestModule, "children">[]): void {
    const counts = new Map<string, number>();
    for (const { children } of modules)
      for (const test of children.allTests("skipped")) {
        const { skipReason } = test.meta();
        if (skipReason) counts.set(skipReason, (counts.get(skipReason) ?? 0) + 1);
      }
    for (const [reason, count] of counts)
      process.stdout.write(`\n${count} ${count === 1 ? "test" : "tests"} skipped: ${reason}\n`);
  }
}
