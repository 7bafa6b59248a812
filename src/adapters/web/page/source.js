import { render } from "/markdown.js";
import { showBlocks } from "/view.js";

const [path, text] = ["path", "text"].map((id) => document.getElementById(id));

/** Shows the file that was cited, at the section that was cited. */
async function show() {
  const response = await fetch(`/api/source${location.search}`);
  const source = await response.json();
  if (source.error) {
    path.textContent = source.error;
    return;
  }
  document.title = `${source.title} - Docent`;
  path.textContent = source.path;
  if (source.markdown) showBlocks(text, render(source.text));
  else showPlain(source.text);
  const section = [...text.querySelectorAll("h3, h4, h5, h6")].find(
    (heading) => slug(heading.textContent) === source.anchor,
  );
  section?.classList.add("cited");
  section?.scrollIntoView({ block: "center" });
}

function showPlain(content) {
  const pre = document.createElement("pre");
  pre.textContent = content;
  text.replaceChildren(pre);
}

/** A heading's anchor, as GitHub and most documentation generators make it. */
function slug(heading) {
  const words = heading.trim().toLowerCase();
  return words.replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, "").replaceAll(" ", "-");
}

await show();
