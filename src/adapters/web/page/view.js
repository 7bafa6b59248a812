import { render } from "/markdown.js";

const STEPS = { waiting: "Waiting", searching: "Searching the documentation", writing: "Writing" };

let isForAdmins = false;

/** From now on answers have what admins alone may do. */
export function showForAdmins() {
  isForAdmins = true;
}

/** A copy of a template of the page. */
function fromTemplate(id) {
  return document.getElementById(id).content.firstElementChild.cloneNode(true);
}

/** Sets text and shows the element, or hides it where there is none. */
export function say(element, text) {
  (element.querySelector(".words") ?? element).textContent = text ?? "";
  element.hidden = !text;
}

/** A new element for an exchange. */
export function createExchange({ id }) {
  const element = fromTemplate("exchange");
  element.dataset.id = id;
  return element;
}

/** Makes an element show the state of its exchange; what is the same stays untouched. */
export function showExchange(element, exchange, vote) {
  element.querySelector(".question .words").textContent = exchange.question;
  say(element.querySelector(".step"), STEPS[exchange.step]);
  say(element.querySelector(".failed"), exchange.failed);
  const messages = element.querySelector(".messages");
  while (messages.children.length > exchange.messages.length) messages.lastElementChild.remove();
  for (const [index, message] of exchange.messages.entries()) {
    const shown = messages.children[index] ?? messages.appendChild(fromTemplate("message"));
    showMessage(shown, message, vote);
  }
}

function showMessage(element, { text, done, sources, isNearest, actions }, vote) {
  element.classList.toggle("writing", !done);
  showBlocks(element.querySelector(".prose"), render(text, sources));
  showSources(element.querySelector(".sources"), sources, isNearest);
  const group = element.querySelector(".actions");
  group.hidden = !done || actions.length === 0;
  for (const button of group.children) {
    const action = button.dataset.do;
    button.hidden = !(action === "copy" || actions.includes(action) || (action === "test" && isForAdmins));
    if (button.hasAttribute("aria-pressed")) button.setAttribute("aria-pressed", String(vote === action));
  }
}

/** Replaces only the blocks that differ, so that what is read or selected above the growing end stays in place. */
export function showBlocks(prose, fragment) {
  const blocks = [...fragment.children];
  while (prose.children.length > blocks.length) prose.lastElementChild.remove();
  for (const [index, block] of blocks.entries()) {
    const html = block.outerHTML;
    const old = prose.children[index];
    if (old?.shownFrom === html) continue;
    const fresh = decorate(block);
    fresh.shownFrom = html;
    if (old) old.replaceWith(fresh);
    else prose.append(fresh);
  }
}

/** Gives every code block its bar, and lets wide tables scroll by themselves. */
function decorate(block) {
  const holder = document.createElement("div");
  holder.append(block);
  for (const pre of holder.querySelectorAll("pre")) frameCode(pre);
  for (const table of holder.querySelectorAll("table")) frameTable(table);
  return holder.firstElementChild;
}

function frameCode(pre) {
  const frame = fromTemplate("code");
  const language = /\blanguage-([\w+#.-]+)/.exec(pre.querySelector("code")?.className ?? "")?.[1];
  frame.querySelector(".language").textContent = language ?? "";
  makeScrollable(pre, language ? `Code, ${language}` : "Code");
  pre.replaceWith(frame);
  frame.append(pre);
}

function frameTable(table) {
  const frame = document.createElement("div");
  frame.className = "table";
  makeScrollable(frame, "Table");
  table.replaceWith(frame);
  frame.append(table);
}

/** What scrolls must be reachable by keyboard and have a name. */
function makeScrollable(element, name) {
  element.tabIndex = 0;
  element.setAttribute("role", "region");
  element.setAttribute("aria-label", name);
}

function showSources(section, sources, isNearest) {
  const name = isNearest ? "Nearest pages" : "Sources";
  section.hidden = sources.length === 0;
  section.ariaLabel = name;
  section.querySelector(".name").textContent = `${name} (${sources.length})`;
  const key = JSON.stringify(sources);
  if (section.shownFrom === key) return;
  section.shownFrom = key;
  section.querySelector(".titles").textContent = sources.map(({ title }) => title).join(" · ");
  // Where nothing was answered, the nearest pages are all that there is.
  if (isNearest) section.querySelector("details").open = true;
  section.querySelector("ol").replaceChildren(...sources.map(createSource));
}

function createSource({ n, title, where, href }) {
  const item = fromTemplate("source");
  item.querySelector(".number").textContent = n;
  item.querySelector(".title").textContent = title;
  item.querySelector(".where").textContent = where;
  const line = document.createElement(href ? "a" : "div");
  line.className = "line";
  if (href) Object.assign(line, { href, target: "_blank", rel: "noopener noreferrer" });
  line.append(...item.childNodes);
  item.append(line);
  return item;
}
