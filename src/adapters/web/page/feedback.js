/**
 * Asks under an answer why it did not help. Resolves to the reason and a note that may be empty; to nothing where the
 * person would rather not say, and then nothing is sent.
 */
export function askWhy(message, reasons) {
  const known = message.querySelector(".why");
  if (known) return cancelWith(known);
  const form = document.getElementById("why").content.firstElementChild.cloneNode(true);
  form.querySelector(".chips").append(...reasons.map(createChip));
  message.append(form);
  form.querySelector("input").focus();
  return new Promise((resolve) => {
    const end = (said) => {
      form.remove();
      resolve(said);
    };
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const { reason, note } = Object.fromEntries(new FormData(form));
      end({ reason, note });
    });
    form.addEventListener("reset", () => end());
    form.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      end();
    });
  });
}

/** A second press on the button closes the form. */
async function cancelWith(form) {
  form.reset();
}

function createChip({ reason, label }) {
  const chip = document.createElement("label");
  const input = document.createElement("input");
  Object.assign(input, { type: "radio", name: "reason", value: reason, required: true });
  const words = document.createElement("span");
  words.textContent = label;
  chip.append(input, words);
  return chip;
}
