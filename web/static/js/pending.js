// A form that is on its way is not sent twice, and its button says so. The key in
// the form makes a second sending harmless; this makes it rare.
import { word } from "./ready.js";

const byScript = "[hx-post],[hx-get],[hx-put],[hx-delete],[data-hx-post],[data-hx-get]";

function mark(form, button) {
  form.dataset.pending = "";
  if (button?.hidden) button = form.querySelector("button.main");
  if (!button || form.method === "get") return;
  button.dataset.sending = button.dataset.pendingWord || word("sending");
  button.classList.add("sending");
  button.setAttribute("aria-busy", "true");
  setTimeout(() => (button.disabled = form.dataset.pending === ""));
}

export function clear(form) {
  delete form.dataset.pending;
  for (const button of form.querySelectorAll(".sending")) release(button);
  for (const button of document.querySelectorAll(`.sending[form="${CSS.escape(form.id)}"]`)) release(button);
}

function release(button) {
  button.classList.remove("sending");
  button.removeAttribute("aria-busy");
  button.disabled = false;
}

document.addEventListener("submit", (e) => {
  if (e.target.dataset.pending === "") {
    e.preventDefault();
    e.stopImmediatePropagation();
  }
}, true);

document.addEventListener("submit", (e) => {
  const form = e.target;
  if (form.target === "_blank" || form.method === "dialog" || form.dataset.pending === "off") return; // Off: what comes is a download, and the page stays.
  if (e.defaultPrevented && !form.matches(byScript)) return;
  mark(form, e.submitter);
});

document.addEventListener("htmx:finally:request", (e) => {
  const form = e.target.closest?.("form");
  if (form) clear(form);
});
// A page taken from the back-forward cache is as it was left: free it.
addEventListener("pageshow", (e) => {
  if (e.persisted) document.querySelectorAll('form[data-pending=""]').forEach(clear);
});
