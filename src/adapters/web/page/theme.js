// Runs before the first paint, so that a chosen theme never flashes. Without a choice the system's theme counts.
const chosen = localStorage.getItem("docent.theme");
if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
