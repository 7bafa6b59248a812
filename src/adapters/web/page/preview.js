import { render } from "/markdown.js";

const MARKS = ".cite, .line";
/** The way from a mark to its preview takes a moment, in milliseconds. */
const LEAVE_MS = 200;
/** How far a preview stays from its mark and the edges, in pixels. */
const GAP = 8;

const preview = document.getElementById("preview");
let shownFor;
let leaving;

/**
 * Shows the passage behind a mark or a source that is pointed at or reached by keyboard. `sourceFor`: the source of
 * such an element.
 */
export function previewPassages(list, sourceFor) {
  const open = (element) => element && show(element, sourceFor(element));
  list.addEventListener("pointerover", ({ target, pointerType }) => {
    if (pointerType !== "touch") open(target.closest(MARKS));
  });
  list.addEventListener("pointerout", ({ target }) => {
    if (target.closest(MARKS)) leave();
  });
  list.addEventListener("focusin", ({ target }) => {
    if (target.matches(":focus-visible")) open(target.closest(MARKS));
  });
  list.addEventListener("focusout", hide);
  preview.addEventListener("pointerenter", () => clearTimeout(leaving));
  preview.addEventListener("pointerleave", leave);
  addEventListener("scroll", hide, { passive: true });
  // Escape closes the preview alone, and stops no answer.
  addEventListener("keydown", closeFirst, { capture: true });
}

function closeFirst(event) {
  if (event.key !== "Escape" || !shownFor) return;
  event.stopPropagation();
  hide();
}

function show(element, source) {
  clearTimeout(leaving);
  if (!source?.excerpt || shownFor === element) return;
  hide();
  preview.querySelector(".title").textContent = source.title;
  preview.querySelector(".words").textContent = render(source.excerpt).textContent;
  preview.showPopover();
  place(element.getBoundingClientRect());
  element.setAttribute("aria-describedby", preview.id);
  shownFor = element;
}

/** Above the mark, or below where there is no room. */
function place({ left, top, bottom }) {
  const { offsetWidth, offsetHeight } = preview;
  const above = top - offsetHeight - GAP;
  const right = document.documentElement.clientWidth - offsetWidth - GAP;
  preview.style.left = `${Math.max(GAP, Math.min(left, right))}px`;
  preview.style.top = `${above > GAP ? above : bottom + GAP}px`;
}

function leave() {
  clearTimeout(leaving);
  leaving = setTimeout(hide, LEAVE_MS);
}

function hide() {
  clearTimeout(leaving);
  if (!shownFor) return;
  shownFor.removeAttribute("aria-describedby");
  shownFor = undefined;
  preview.hidePopover();
}
