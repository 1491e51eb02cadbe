// A form that settles something, or holds much that was typed, is sent without
// leaving the page: when the line fails, everything stays where it is and the page
// says so there. The house answers such a form with the address to go on to (X-Go);
// whatever else it answers, the form is sent again as a browser does, which the key
// in the form makes harmless, and the page that comes is shown.
import { clear } from "./pending.js";
import { piece } from "./piece.js";
import { word } from "./ready.js";

const steady = "dialog form, form[data-guard], form[data-steady]";
const slow = 8000;
const most = 60000;

// A field may be named as a property of the form is ("method"): ask the attribute.
const attr = (form, name) => form.getAttribute(name) ?? "";

document.addEventListener("submit", (e) => {
  const form = e.target;
  if (e.defaultPrevented || !form.matches(steady) || attr(form, "method") !== "post" || attr(form, "target") || e.submitter?.hasAttribute("formtarget") || form.dataset.pending === "off") return;
  e.preventDefault();
  send(form, e.submitter);
});

async function send(form, button) {
  form.querySelector(".steady")?.remove();
  const typed = new FormData(form, button);
  const late = setTimeout(() => say(form, "slow"), slow);
  const given = new AbortController();
  const end = setTimeout(() => given.abort(), most);
  try {
    const answer = await fetch(button?.hasAttribute("formaction") ? button.formAction : attr(form, "action"), {
      method: "POST",
      body: attr(form, "enctype") === "multipart/form-data" ? typed : new URLSearchParams(typed),
      headers: { "X-Answer": "go" },
      signal: given.signal,
    });
    const to = answer.headers.get("X-Go");
    if (to) go(new URL(to, location.href));
    else if (answer.status >= 500) fail(form);
    else again(form, button);
  } catch {
    fail(form);
  }
  clearTimeout(late);
  clearTimeout(end);
}

function fail(form) {
  clear(form);
  say(form, "unsent").focus();
}

// say puts a sentence above the form's buttons.
function say(form, name) {
  form.querySelector(".steady")?.remove();
  const box = piece('<div class="alert warn steady" role="alert" tabindex="-1"><div><p></p></div></div>').firstChild;
  box.querySelector("p").textContent = word(name);
  const actions = form.querySelector(".actions");
  if (actions) actions.before(box);
  else form.append(box);
  box.scrollIntoView({ block: "nearest" });
  return box;
}

function again(form, button) {
  if (button?.name) {
    const value = document.createElement("input");
    Object.assign(value, { type: "hidden", name: button.name, value: button.value });
    form.append(value);
  }
  HTMLFormElement.prototype.submit.call(form);
}

function go(to) {
  if (to.hash && to.pathname + to.search === location.pathname + location.search) {
    history.replaceState(history.state, "", to);
    location.reload();
  } else location.assign(to);
}
