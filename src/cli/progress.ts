import { type Options, Presets, SingleBar } from "cli-progress";
import type { SyncProgress } from "../ingest/report.ts";

/** How far apart plain lines are at least, in milliseconds. */
const LINE_MS = 2000;

/** Shows how far a sync is, and leaves the terminal clean when it is over. */
export interface ProgressDisplay {
  show(progress: SyncProgress): void;
  finish(): void;
}

/** A bar where somebody looks at a terminal, a line now and then in a log. */
export function createProgress(stream: NodeJS.WriteStream): ProgressDisplay {
  return stream.isTTY ? createBar(stream) : createLines(stream);
}

function createBar(stream: NodeJS.WriteStream): ProgressDisplay {
  const options: Options = {
    stream,
    format: "{source} {bar} {value}/{total} {eta_formatted}",
    clearOnComplete: true,
    hideCursor: true,
  };
  let bar: SingleBar | undefined;
  let current: string | undefined;
  const finish = () => bar?.stop();
  return {
    show({ source, done, total = done }) {
      if (source !== current) {
        finish();
        bar = new SingleBar(options, Presets.shades_classic);
        bar.start(total, 0, { source });
        current = source;
      }
      bar?.setTotal(Math.max(total, done));
      bar?.update(done);
    },
    finish,
  };
}

function createLines(stream: NodeJS.WriteStream): ProgressDisplay {
  let last = Date.now();
  return {
    show({ source, done, total }) {
      if (Date.now() - last < LINE_MS) return;
      last = Date.now();
      stream.write(`${source}: ${done}${total === undefined ? "" : ` of ${total}`} files\n`);
    },
    finish: () => undefined,
  };
}
