// Changing the language keeps what was typed: it is put aside in this tab and
// set back when the same page comes again.
import { leave } from "./draft.js";

const key = () => "typed:" + location.pathname;

document.addEventListener("submit", (e) => {
  if (!e.target.matches("[data-language]")) return;
  leave();
  const kept = {};
  for (const input of document.querySelectorAll("main form :is(input, textarea, select)[name]")) {
    if (["hidden", "password", "file", "submit"].includes(input.type) || !input.id) continue;
    const now = input.type === "checkbox" || input.type === "radio" ? input.checked : input.value;
    const before = input.type === "checkbox" || input.type === "radio" ? input.defaultChecked : input.defaultValue;
    if (now !== before) kept[input.id] = now;
  }
  try {
    if (Object.keys(kept).length) sessionStorage.setItem(key(), JSON.stringify(kept));
  } catch {
    // A browser that keeps nothing loses what was typed, as without script.
  }
});

try {
  const kept = JSON.parse(sessionStorage.getItem(key()) ?? "{}");
  sessionStorage.removeItem(key());
  for (const [id, value] of Object.entries(kept)) {
    const input = document.getElementById(id);
    if (!input) continue;
    if (typeof value === "boolean") input.checked = value;
    else input.value = value;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }
} catch {
  // As above.
}
