const CONVERSATIONS = "docent.conversations";
const VISITOR = "docent.visitor";
/** So many conversations are listed. */
const MOST = 50;
const DAY_MS = 24 * 60 * 60 * 1000;

/** The conversations that this browser had, the latest first: `id`, `title` and `at`, when it went on last. */
function pastConversations() {
  return JSON.parse(localStorage.getItem(CONVERSATIONS) ?? "[]");
}

/** Lists a conversation first; its first question is its title. */
export function rememberConversation(id, question) {
  const title = pastConversations().find((known) => known.id === id)?.title ?? question;
  keep([{ id, title, at: Date.now() }, ...without(id)]);
}

/** Takes a conversation from the list. */
export function forgetConversation(id) {
  keep(without(id));
}

/** Takes every conversation from the list. */
export function forgetConversations() {
  localStorage.removeItem(CONVERSATIONS);
}

/** Drops what the server does not have any more. */
export function dropOlder(days) {
  keep(pastConversations().filter(({ at }) => at > Date.now() - days * DAY_MS));
}

/** Whether somebody else used this browser before, as somebody does who signed in anew. Remembers who does now. */
export function isNewVisitor(visitor) {
  const before = localStorage.getItem(VISITOR);
  localStorage.setItem(VISITOR, visitor);
  return before !== null && before !== visitor;
}

/** Shows the list. `open`: goes to a conversation; `current`: the one that is shown. */
export function showPast(list, { current, open }) {
  const dates = new Intl.DateTimeFormat(undefined, { dateStyle: "medium" });
  const items = pastConversations().map(({ id, title, at }) => {
    const item = document.getElementById("past-item").content.firstElementChild.cloneNode(true);
    const button = item.querySelector("button");
    button.querySelector(".title").textContent = title;
    button.querySelector(".where").textContent = dates.format(at);
    if (id === current) button.ariaCurrent = "true";
    button.addEventListener("click", () => open(id));
    return item;
  });
  list.replaceChildren(...items);
}

function without(id) {
  return pastConversations().filter((known) => known.id !== id);
}

function keep(conversations) {
  localStorage.setItem(CONVERSATIONS, JSON.stringify(conversations.slice(0, MOST)));
}
