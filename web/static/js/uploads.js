// <form data-uploads="address">: files go up as soon as they are chosen, dropped or
// pasted, and say how far they are. What broke off can be tried again, what was
// refused says why. The form is sent once they are there.
import { piece } from "./piece.js";
import { ready, word } from "./ready.js";

const queues = new WeakMap(); // form -> the promise of its last upload

ready("form[data-uploads]", (form) => {
  const input = form.querySelector("input[type=file]");
  const list = form.querySelector("[data-waiting]");
  if (!input || !list) return;
  input.addEventListener("change", () => {
    const chosen = [...input.files];
    input.value = "";
    form.querySelector(".drop-list")?.replaceChildren();
    for (const file of chosen) start(form, list, input, file);
  });
  list.addEventListener("click", (e) => {
    const drop = e.target.closest("button[name=drop]");
    if (!drop) return;
    e.preventDefault();
    fetch(form.action, { method: "POST", headers: { "X-Fragment": "1" }, body: new URLSearchParams({ drop: drop.value, _key: newKey() }) }).catch(() => {});
    drop.closest("li").remove();
    input.focus();
  });
});

function start(form, list, input, file) {
  const limit = Number(input.dataset.bytes || 0);
  const line = document.createElement("li");
  const key = newKey();
  list.append(line);
  if (limit && file.size > limit) return fail(line, file, word("big", { x: megabytes(limit) }));
  const go = () => {
    waits(line, file);
    const before = queues.get(form) ?? Promise.resolve();
    queues.set(form, before.then(() => send(form, line, file, key, go)));
  };
  go();
}

function megabytes(bytes) {
  return new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit: "megabyte", maximumFractionDigits: 1 }).format(bytes / 1048576);
}

function waits(line, file) {
  const bar = document.createElement("progress");
  bar.max = 1;
  bar.setAttribute("aria-label", file.name);
  line.className = "waiting sending";
  line.replaceChildren(file.name, bar);
}

function send(form, line, file, key, again) {
  return new Promise((done) => {
    if (!line.isConnected) return done();
    const body = new FormData();
    body.set("files", file);
    body.set("_key", key);
    const call = new XMLHttpRequest();
    call.open("POST", form.dataset.uploads);
    call.setRequestHeader("X-Fragment", "1");
    call.upload.onprogress = (e) => {
      if (e.lengthComputable) line.querySelector("progress").value = e.loaded / e.total;
    };
    call.onload = () => {
      if (call.status < 300) line.replaceWith(piece(call.responseText));
      else {
        const wrong = piece(call.responseText).querySelector(".talk-wrongs");
        fail(line, file, wrong?.textContent.trim() || word("failed"), call.status === 422 || call.status === 413 ? null : again);
      }
      done();
    };
    call.onerror = call.onabort = () => {
      fail(line, file, trouble(), again);
      done();
    };
    call.send(body);
  });
}

function fail(line, file, why, again) {
  line.className = "waiting failed";
  const words = document.createElement("span");
  words.setAttribute("role", "alert");
  words.textContent = why.includes(file.name) ? why : `${file.name}: ${why}`;
  line.replaceChildren(words);
  if (again) line.append(button(word("again"), "", again));
  line.append(button("×", word("drop", { x: file.name }), () => line.remove()));
}

function button(text, label, deed) {
  const b = document.createElement("button");
  b.type = "button";
  b.className = "btn quiet small";
  b.textContent = text;
  if (label) b.setAttribute("aria-label", label);
  b.addEventListener("click", deed);
  return b;
}

// A form whose files are still on their way is sent when they are there.
document.addEventListener("submit", async (e) => {
  const form = e.target;
  if (!form.matches("form[data-uploads]") || !form.querySelector(".waiting.sending")) return;
  e.preventDefault();
  e.stopImmediatePropagation();
  const by = e.submitter ?? form.querySelector("button.main");
  if (by.classList.contains("sending")) return;
  by.dataset.sending = word("sending");
  by.classList.add("sending");
  by.setAttribute("aria-busy", "true");
  while (form.querySelector(".waiting.sending")) await queues.get(form);
  by.classList.remove("sending");
  by.removeAttribute("aria-busy");
  if (!form.querySelector(".waiting.failed")) form.requestSubmit(by);
}, true);

// trouble says why nothing came back.
export function trouble() {
  return word(navigator.onLine === false ? "offline" : "failed");
}

export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(18));
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_");
}
