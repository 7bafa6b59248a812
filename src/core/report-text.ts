import type { Gap, Report } from "./report.ts";

/** What was asked, in one sentence. */
export function totals({ since, questions, people, answered, uncertain, refused, helpful, unhelpful }: Report): string {
  const votes = `votes: ${helpful} helpful, ${unhelpful} not`;
  const outcomes = `${answered} answered, ${uncertain} not sure, ${refused} not in the docs`;
  const period = since > 0 ? `Since ${day(since)}` : "So far";
  return `${period}: ${count(questions, "question")} by ${peopleIn(people)} (${outcomes}; ${votes}).`;
}

/** A gap in one line, to be listed. */
export function lineOf({ id, title, questions, people, nearest, state }: Gap): string {
  const mark = state === "write-it" ? " (to be written)" : "";
  const near = nearest ? `; nearest: ${plain(nearest.title)}` : "";
  return `\`${id}\` **${plain(title)}**${mark}: asked ${questions === 1 ? "once" : `${questions} times`} by ${peopleIn(people)}${near}`;
}

/** A text that people typed, on one line, in which Markdown draws no link, picture or HTML. */
export function plain(text: string): string {
  return text.replace(/\s+/g, " ").replace(/[\\<]|\]\(|!\[/g, (mark) => `\\${mark}`);
}

/** So many of something, in words. */
export function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}

/** The day of a moment. */
export function day(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

/** So many people, in words. */
export function peopleIn(number: number): string {
  return number === 1 ? "1 person" : `${number} people`;
}
