import { type Logger, pino } from "pino";

export type { Logger } from "pino";

/** How much is logged. */
export const LOG_LEVELS = ["silent", "error", "warn", "info", "debug"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Long secrets are cut out wherever they stand; shorter ones would mutilate ordinary words. */
const MIN_SECRET = 6;

/**
 * Structured lines on standard error, so that answers on standard output stay clean. Every `secret` is cut
 * out of every line, whatever field or stack trace it is in.
 */
export function createLog(level: LogLevel, secrets: readonly string[] = []): Logger {
  const hidden = secrets.filter((secret) => secret.length >= MIN_SECRET);
  return pino(
    {
      level,
      base: null,
      hooks: {
        streamWrite: (line) => hidden.reduce((text, secret) => text.replaceAll(secret, "[secret]"), line),
      },
    },
    pino.destination({ fd: 2, sync: true }),
  );
}
