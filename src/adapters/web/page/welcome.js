/** What can be asked of any documentation. */
const EXAMPLES = ["What can you do?"];
/** How often to look whether the documentation has been read. */
const READING_MS = 2000;

const find = (id) => document.getElementById(id);

/** Says what Docent knows and who receives questions. Resolves to what is known; `ask`: asks a question. */
export async function introduce(ask) {
  const response = await fetch("/api/about");
  if (!response.ok) return undefined;
  const about = await response.json();
  showExamples([...about.starters, ...EXAMPLES], ask);
  const pages = about.sources.reduce((sum, { documents }) => sum + documents, 0);
  const names = new Intl.ListFormat("en").format(about.sources.map(({ name }) => name));
  find("documentation").textContent = names;
  document.title = pages ? `Docent: ${names}` : "Docent";
  find("knows").textContent = pages
    ? `Answers come from ${pages.toLocaleString("en-US")} pages of documentation (${names}), with their sources.`
    : "The documentation is being read. You can ask in a moment.";
  if (!pages) setTimeout(() => introduce(ask), READING_MS);
  find("privacy").textContent = about.model
    ? `Questions go to ${about.model.host}; conversations are kept for ${about.historyDays} days.`
    : `Conversations are kept for ${about.historyDays} days.`;
  return about;
}

/** Shows questions to begin with, which a press asks. */
function showExamples(texts, ask) {
  const items = texts.map((text) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = text;
    button.addEventListener("click", () => ask(text));
    const item = document.createElement("li");
    item.append(button);
    return item;
  });
  find("examples").replaceChildren(...items);
}
