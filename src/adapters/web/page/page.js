import { announce } from "/announce.js";
import { copyText } from "/copy.js";
import { askWhy } from "/feedback.js";
import {
  dropOlder,
  forgetConversation,
  forgetConversations,
  isNewVisitor,
  rememberConversation,
  showPast,
} from "/past.js";
import { previewPassages } from "/preview.js";
import { isBusy, Talk } from "/talk.js";
import "/theme-switch.js";
import { createExchange, say, showExchange, showForAdmins } from "/view.js";
import { introduce } from "/welcome.js";

/** How many votes this browser remembers. */
const MOST_VOTES = 200;
/** Commands after which the server has to be asked what is left of the conversation, as people type them. */
const FORGETS = /^[\s*_~`"'“”>]*\/?(?:reset|(forget-me))[\s*_~`"'“”!?.…]*$/i;
/** Where the votes are kept. */
const VOTES = "docent.votes";
const SAID_MS = 5000;

const find = (id) => document.getElementById(id);
const [list, welcome, question, form] = ["talk", "welcome", "question", "ask"].map(find);
const talk = new Talk();
/** Something was asked since the page was opened. */
let hasAsked = false;
const votes = new Map(JSON.parse(localStorage.getItem(VOTES) ?? "[]"));
const elements = new Map();
let longest = Number.POSITIVE_INFINITY;
let reasons = [];

talk.addEventListener("shown", showAll);
talk.addEventListener("changed", ({ detail }) => showSoon(detail.id));
talk.addEventListener("lost", ({ detail }) => {
  if (detail || find("connection").hidden) say(find("connection"), detail ?? "The connection is lost. Trying again…");
});

/** Shows the whole conversation; who comes to it sees its last question. */
function showAll() {
  find("connection").hidden = true;
  const arrives = elements.size === 0;
  for (const [id, element] of elements)
    if (!talk.exchanges.has(id)) {
      element.remove();
      elements.delete(id);
    }
  for (const id of talk.exchanges.keys()) show(id);
  if (arrives) list.lastElementChild?.scrollIntoView({ behavior: "instant" });
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
  const before = elements.get(id);
  const element = before ?? createExchange(exchange);
  elements.set(id, element);
  showExchange(element, exchange, votes.get(id));
  if (!before) list.append(element);
  const wasDone = element.dataset.state === "done";
  announce(element, exchange);
  if (before && !wasDone && element.dataset.state === "done") forgetAfter(exchange);
  // The question stays where it is while its answer grows below.
  if (!before && exchange.sending) element.scrollIntoView();
}

/** What the server has forgotten, this browser forgets too. */
function forgetAfter({ question: asked }) {
  const [isCommand, isEverything] = FORGETS.exec(asked) ?? [];
  if (!isCommand) return;
  if (isEverything) forgetAll();
  else forgetConversation(talk.conversation);
  talk.connect();
}

function forgetAll() {
  forgetConversations();
  votes.clear();
  localStorage.removeItem(VOTES);
}

function showState() {
  const all = [...talk.exchanges.values()];
  welcome.hidden = all.length > 0;
  find("talk-title").hidden = all.length === 0;
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
  hasAsked = true;
  setQuestion("");
  complain();
  const problem = await talk.ask(text);
  if (!problem) return FORGETS.test(text) || rememberConversation(talk.conversation, text);
  setQuestion(text);
  complain(problem);
}

/** What is wrong stands in place of the hint, so that nothing more of the answer is covered. */
function complain(problem) {
  say(find("problem"), problem);
  find("hint").hidden = problem !== undefined;
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

find("past").addEventListener("beforetoggle", ({ newState }) => {
  if (newState !== "open") return;
  const open = (id) => {
    find("past").hidePopover();
    if (id !== talk.conversation) talk.open(id);
  };
  showPast(find("past-list"), { current: talk.conversation, open });
});

previewPassages(list, (element) => {
  const number = Number(element.querySelector(".number")?.textContent ?? element.textContent);
  const exchange = talk.exchanges.get(element.closest(".exchange").dataset.id);
  return exchange?.messages.flatMap(({ sources }) => sources).find(({ n }) => n === number);
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
  localStorage.setItem(VOTES, JSON.stringify([...votes].slice(-MOST_VOTES)));
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

async function copy(button, text) {
  await copyText(text);
  button.dataset.copied = "";
  tell("Copied.");
  setTimeout(() => delete button.dataset.copied, 1500);
}

/** Takes in what the server says about itself and about who is here. */
async function begin() {
  const about = await introduce(askNow);
  if (!about) return;
  longest = about.longest;
  reasons = about.reasons;
  if (about.admin) {
    showForAdmins();
    showAll();
  }
  if (isNewVisitor(about.visitor)) {
    forgetAll();
    // Who was quick to ask keeps the question.
    if (!hasAsked) talk.startAnew();
  }
  dropOlder(about.historyDays);
  find("past-button").disabled = false;
}

// Browsers allow a server few connections at a time: pages that nobody looks at let go of theirs.
document.addEventListener("visibilitychange", () => (document.hidden ? talk.disconnect() : talk.connect()));

talk.connect();
begin();
if (matchMedia("(pointer: fine)").matches) question.focus();
