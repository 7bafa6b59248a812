import { askWhy } from "/feedback.js";
import { isBusy, Talk } from "/talk.js";
import { createExchange, say, showExchange, showForAdmins } from "/view.js";

/** Questions that make sense for any documentation. */
/** What can be asked of any documentation. */
const EXAMPLES = ["What can you do?"];
/** How close to its end the page counts as being read at the end, in pixels. */
const NEAR_END = 120;
/** How many votes this browser remembers. */
const MOST_VOTES = 200;
/** Commands after which the server has to be asked what is left of the conversation. */
const FORGETS = /^\s*\/?(?:reset|forget-me)\s*$/i;
const SAID_MS = 5000;
/** How often to look whether the documentation has been read. */
const READING_MS = 2000;

const find = (id) => document.getElementById(id);
const [list, welcome, question, form] = ["talk", "welcome", "question", "ask"].map(find);
const talk = new Talk();
const votes = new Map(JSON.parse(localStorage.getItem("docent.votes") ?? "[]"));
const elements = new Map();
let longest = Number.POSITIVE_INFINITY;
let reasons = [];

talk.addEventListener("shown", showAll);
talk.addEventListener("changed", ({ detail }) => showSoon(detail.id));
talk.addEventListener("lost", ({ detail }) => {
  if (detail || find("connection").hidden) say(find("connection"), detail ?? "The connection is lost. Trying again…");
});

/** Shows the whole conversation. */
function showAll() {
  find("connection").hidden = true;
  for (const [id, element] of elements)
    if (!talk.exchanges.has(id)) {
      element.remove();
      elements.delete(id);
    }
  for (const id of talk.exchanges.keys()) show(id);
  showState();
}

const waiting = new Set();

/** Shows an exchange with the next frame, however often it changes until then. */
function showSoon(id) {
  if (waiting.size === 0)
    requestAnimationFrame(() => {
      for (const next of waiting) show(next);
      waiting.clear();
      showState();
    });
  waiting.add(id);
}

function show(id) {
  const exchange = talk.exchanges.get(id);
  if (!exchange) return;
  const reading = isAtEnd();
  const before = elements.get(id);
  const element = before ?? createExchange(exchange);
  elements.set(id, element);
  showExchange(element, exchange, votes.get(id));
  if (!before) list.append(element);
  announce(element, exchange);
  if (reading || !before) scrollTo({ top: document.body.scrollHeight });
}

function isAtEnd() {
  return innerHeight + scrollY > document.body.scrollHeight - NEAR_END;
}

/** Tells a screen reader what happens: each step once, and the answer when it is whole. */
function announce(element, exchange) {
  const state = isBusy(exchange) ? (exchange.step ?? "writing") : "done";
  const before = element.dataset.state;
  element.dataset.state = state;
  if (before === state || (before === undefined && state === "done")) return;
  if (state === "done" && FORGETS.test(exchange.question)) talk.connect();
  const words =
    state === "done" ? (exchange.failed ?? spoken(element)) : element.querySelector(".step .words").textContent;
  clearTimeout(announcing);
  find("announcer").textContent = words;
  // What was said must not be met again by who reads on from the answer.
  announcing = setTimeout(() => find("announcer").replaceChildren(), SAID_MS);
}

let announcing;

/** An answer without its buttons. */
function spoken(element) {
  const words = element.querySelector(".messages").cloneNode(true);
  for (const part of words.querySelectorAll(".code-bar, .sources, .actions")) part.remove();
  return words.textContent;
}

function showState() {
  const all = [...talk.exchanges.values()];
  welcome.hidden = all.length > 0;
  find("stop").hidden = !all.some(isBusy);
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const text = question.value.trim();
  if (text === "") return;
  if (text.length > longest) return complain(tooLong(text));
  await askNow(text);
});

function tooLong({ length }) {
  const [is, most] = [length, longest].map((value) => value.toLocaleString("en-US"));
  return `This is too long: ${is} characters, and at most ${most} are read.`;
}

async function askNow(text) {
  setQuestion("");
  complain();
  const problem = await talk.ask(text);
  if (!problem) return;
  setQuestion(text);
  complain(problem);
}

function complain(problem) {
  say(find("problem"), problem);
  question.setAttribute("aria-invalid", String(problem !== undefined));
}

function setQuestion(text) {
  question.value = text;
  fitQuestion();
  question.focus();
}

/** Lets the box grow with what is typed. */
function fitQuestion() {
  question.style.height = "auto";
  question.style.height = `${question.scrollHeight}px`;
}

question.addEventListener("input", () => {
  fitQuestion();
  complain(question.value.length > longest ? tooLong(question.value) : undefined);
});
question.addEventListener("keydown", (event) => {
  // While an input method composes a character, Enter is part of that.
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  form.requestSubmit();
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !find("stop").hidden) stop();
});
find("stop").addEventListener("click", stop);

function stop() {
  question.focus();
  talk.stop();
}

find("new").addEventListener("click", () => {
  talk.startAnew();
  setQuestion("");
  complain();
});

list.addEventListener("click", async ({ target }) => {
  const button = target.closest("button[data-do]");
  const id = button?.closest(".exchange").dataset.id;
  if (!button) return;
  const action = button.dataset.do;
  if (action === "retry") return talk.retry(id);
  if (action === "copy") return copy(button, talk.answerOf(id));
  if (action === "copy-code") return copy(button, button.closest(".code").querySelector("pre").innerText);
  const asks = action === "unhelpful" && votes.get(id) !== action;
  const why = asks ? await askWhy(button.closest(".message"), reasons) : undefined;
  if (asks && !why) return;
  const { said, done } = await talk.act(id, action, why);
  if (done && ["helpful", "unhelpful"].includes(action)) keepVote(id, action);
  tell(said);
});

/** The same vote once more takes it back. */
function keepVote(id, action) {
  const isTakenBack = votes.get(id) === action;
  votes.delete(id);
  if (!isTakenBack) votes.set(id, action);
  localStorage.setItem("docent.votes", JSON.stringify([...votes].slice(-MOST_VOTES)));
  show(id);
}

let quiet;

/** Says something in passing. */
function tell(text) {
  clearTimeout(quiet);
  find("said").textContent = text;
  quiet = setTimeout(() => {
    find("said").textContent = "";
  }, SAID_MS);
}

/** The clipboard's own interface exists only on HTTPS and on this machine. */
async function copy(button, text) {
  if (navigator.clipboard) await navigator.clipboard.writeText(text);
  else copyBySelection(text);
  button.dataset.copied = "";
  tell("Copied.");
  setTimeout(() => delete button.dataset.copied, 1500);
}

function copyBySelection(text) {
  const holder = document.createElement("textarea");
  holder.className = "unseen";
  holder.value = text;
  document.body.append(holder);
  holder.select();
  document.execCommand("copy");
  holder.remove();
}

const theme = find("theme");
const isDark = () => (document.documentElement.dataset.theme ?? systemTheme()) === "dark";
const systemTheme = () => (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
const showTheme = () => theme.setAttribute("aria-pressed", String(isDark()));

theme.addEventListener("click", () => {
  const next = isDark() ? "light" : "dark";
  document.documentElement.dataset.theme = next;
  localStorage.setItem("docent.theme", next);
  showTheme();
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", showTheme);

/** Says what Docent knows and who receives questions. */
async function introduce() {
  const response = await fetch("/api/about");
  if (!response.ok) return;
  const about = await response.json();
  longest = about.longest;
  reasons = about.reasons;
  if (about.admin) showForAdmins();
  if (about.admin) showAll();
  showExamples([...about.starters, ...EXAMPLES]);
  const pages = about.sources.reduce((sum, { documents }) => sum + documents, 0);
  const names = new Intl.ListFormat("en").format(about.sources.map(({ name }) => name));
  find("knows").textContent = pages
    ? `Answers come from ${pages.toLocaleString("en-US")} pages of documentation (${names}), with their sources.`
    : "The documentation is being read. You can ask in a moment.";
  if (!pages) setTimeout(introduce, READING_MS);
  find("privacy").textContent = about.model
    ? `Questions go to ${about.model.host}; conversations are kept for ${about.historyDays} days.`
    : `Conversations are kept for ${about.historyDays} days.`;
}

/** Shows questions to begin with, which a press asks. */
function showExamples(texts) {
  const items = texts.map((text) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = text;
    button.addEventListener("click", () => askNow(text));
    const item = document.createElement("li");
    item.append(button);
    return item;
  });
  find("examples").replaceChildren(...items);
}

// Browsers allow a server few connections at a time: pages that nobody looks at let go of theirs.
document.addEventListener("visibilitychange", () => (document.hidden ? talk.disconnect() : talk.connect()));

showTheme();
talk.connect();
introduce();
if (matchMedia("(pointer: fine)").matches) question.focus();
