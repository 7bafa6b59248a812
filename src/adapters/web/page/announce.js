import { isBusy } from "/talk.js";

const announcer = document.getElementById("announcer");
/** How long what was said stays: it must not be met again by who reads on from the answer. */
const SAID_MS = 5000;
/** The least time between two looks at an answer that is being written: nobody hears faster. */
const PAUSE_MS = 700;
/** What ends a line when it is read out. */
const LINES = "p, li, h3, h4, h5, h6, td, th, pre, blockquote";

let clearing;

/**
 * Tells a screen reader what happens: each step once, then the answer in whole sentences, as soon as each is written.
 * What was there already when the page was opened is not read out.
 */
export function announce(element, exchange) {
  const state = exchange.failed ? "failed" : isBusy(exchange) ? (exchange.step ?? "writing") : "done";
  const before = element.dataset.state;
  if (before === undefined && state === "done") element.said = Number.POSITIVE_INFINITY;
  element.dataset.state = state;
  if (state === "writing" || state === "done") return readOut(element, state === "done");
  if (before !== state) say(element.querySelector(state === "failed" ? ".failed .words" : ".step .words").textContent);
}

function readOut(element, isWhole) {
  const now = performance.now();
  if (!isWhole && now < (element.readAt ?? 0) + PAUSE_MS) return;
  element.readAt = now;
  const said = element.said ?? 0;
  const sentences = sentencesOf(element);
  // The last one may go on.
  const ready = sentences.slice(said, isWhole ? undefined : -1);
  element.said = Math.max(said, said + ready.length);
  if (ready.length > 0) say(ready.join(" "));
}

/** The sentences of an answer, without its buttons, marks and code. */
function sentencesOf(element) {
  const segmenter = new Intl.Segmenter(undefined, { granularity: "sentence" });
  return [...element.querySelectorAll(".prose")]
    .flatMap((prose) => linesOf(prose.cloneNode(true)))
    .flatMap((line) => [...segmenter.segment(line)].map(({ segment }) => segment.trim()))
    .filter((sentence) => /[\p{L}\p{N}]/u.test(sentence));
}

function linesOf(prose) {
  for (const mark of prose.querySelectorAll(".cite")) mark.remove();
  for (const code of prose.querySelectorAll(".code")) code.replaceWith("\nA block of code.\n");
  for (const line of prose.querySelectorAll(LINES)) {
    line.prepend("\n");
    line.append("\n");
  }
  return prose.textContent.split("\n").map((line) =>
    line
      .replace(/\s+/g, " ")
      .replace(/ (?=[.,;:!?])/g, "")
      .trim(),
  );
}

function say(words) {
  clearTimeout(clearing);
  const line = document.createElement("p");
  line.textContent = words;
  announcer.append(line);
  clearing = setTimeout(() => announcer.replaceChildren(), SAID_MS);
}
