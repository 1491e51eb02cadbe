// An open conversation: what is said appears at once on both sides, the place one
// reads and the words one types stay where they are.
import { piece } from "./piece.js";
import { ready, word } from "./ready.js";
import { refresh } from "./unread.js";
import { newKey, trouble } from "./uploads.js";

const fragment = { headers: { "X-Fragment": "1" } };
const near = 120;

ready("[data-talk]", (talk) => {
  const { base } = talk.dataset;
  const scroll = talk.querySelector(".talk-scroll");
  const stream = talk.querySelector("[data-stream]");
  if (!stream || !scroll) return;
  const newest = !new URLSearchParams(location.search).has("before") && !new URLSearchParams(location.search).has("from");
  let position = Number(talk.dataset.position);
  let read = "";

  // In a column that is turned round, the end is at zero and the past below it.
  const atEnd = () => scroll.scrollTop > -near;
  const toEnd = () => (scroll.scrollTop = 0);

  // What was read is told once the reader can have seen it.
  const tellRead = () => {
    if (!newest || document.hidden || !atEnd()) return;
    const last = [...stream.querySelectorAll(".msg")].at(-1)?.id.slice(2);
    if (!last || last === read) return;
    read = last;
    send(base + "/read", { message: last }).then(() => refresh(), () => (read = ""));
  };

  const put = (html) => {
    const box = piece(html);
    const fresh = box.querySelector("[data-stream]");
    if (!fresh) return;
    const stay = atEnd();
    const before = scroll.scrollHeight + scroll.scrollTop;
    let others = false;
    for (const line of [...fresh.children]) {
      const old = document.getElementById(line.id);
      if (old) {
        const [was, is] = [old, line].map((l) => l.querySelector(".msg-body"));
        if (is && !is.isEqualNode(was) && !old.contains(document.activeElement)) was.replaceWith(is);
        continue;
      }
      const lines = [...stream.children];
      if (!newest || (lines.length && lines[0].dataset.key > line.dataset.key)) continue;
      const next = lines.findLast((l) => l.dataset.key < line.dataset.key);
      if (next) next.after(line);
      else stream.prepend(line);
      others ||= line.classList.contains("msg") && !line.classList.contains("mine");
    }
    close(stream);
    const seen = box.querySelector("[data-seen]");
    if (seen) talk.querySelector("[data-seen]").textContent = seen.textContent;
    position = Math.max(position, Number(fresh.dataset.stream));
    if (stay) toEnd();
    else {
      scroll.scrollTop = before - scroll.scrollHeight;
      if (others) below();
    }
    tellRead();
  };

  // The button that says that something is below.
  const below = () => {
    if (talk.querySelector(".below")) return;
    const end = document.createElement("div");
    const button = document.createElement("button");
    end.className = "talk-end";
    button.className = "btn main small below";
    button.type = "button";
    button.textContent = talk.dataset.newWord;
    button.addEventListener("click", toEnd);
    end.append(button);
    scroll.after(end);
  };
  scroll.addEventListener("scroll", () => {
    if (!atEnd()) return;
    talk.querySelector(".talk-end")?.remove();
    tellRead();
  }, { passive: true });

  // One fetch at a time; what comes meanwhile is fetched after it.
  let busy = false;
  let again = false;
  const fetchSince = async () => {
    if (busy) return void (again = true);
    busy = true;
    do {
      again = false;
      try {
        const answer = await fetch(`${base}/since?after=${position}`, fragment);
        if (answer.status === 404 || answer.status === 401) {
          gone(answer.status === 404 ? talk.dataset.goneWord : word("gone_out"));
          break;
        }
        if (!answer.ok) throw new Error(answer.status);
        put(await answer.text());
      } catch {
        await new Promise((done) => setTimeout(done, 1000));
        again = true;
      }
    } while (again);
    busy = false;
  };
  const gone = (words) => {
    const note = document.createElement("p");
    note.className = "talk-closed";
    note.setAttribute("role", "alert");
    note.textContent = words;
    talk.querySelector(".talk-box")?.replaceWith(note);
  };

  document.addEventListener("live", ({ detail }) => {
    if (detail.conversation !== talk.dataset.talk) return;
    fetchSince();
    if (!/^(attachment|conversation)\./.test(detail.name)) between(); // Also whose turn it is.
  });
  document.addEventListener("live:read", ({ detail }) => {
    if (detail.conversation === talk.dataset.talk && !detail.own) fetchSince();
  });
  // A line that stays cut is said, so that silence is not taken for an answer.
  const lost = talk.querySelector(".talk-lost");
  document.addEventListener("live:line", ({ detail }) => {
    if (lost) lost.textContent = detail.lost ? lost.dataset.words : "";
  });
  for (const name of ["live:join", "live:behind"]) document.addEventListener(name, () => (fetchSince(), between()));
  document.addEventListener("visibilitychange", tellRead);

  // The side panel is drawn anew, unless somebody is busy in it.
  const panel = document.querySelector("[data-between]");
  const between = async () => {
    if (!panel) return;
    const answer = await fetch(panel.dataset.between, fragment).catch(() => null);
    if (!answer?.ok) return;
    const html = await answer.text();
    const used = panel.querySelector("dialog[open], :popover-open") || [...panel.querySelectorAll("input:not([type=hidden]), textarea")].some((i) => i.value !== i.defaultValue || i === document.activeElement);
    if (!used) return panel.replaceChildren(piece(html));
    if (panel.querySelector(".between-changed")) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn small between-changed";
    button.textContent = talk.dataset.changedWord;
    button.addEventListener("click", () => location.reload());
    panel.prepend(button);
  };

  const form = talk.querySelector("[data-write]");
  if (form) write(form, base, () => position, put, toEnd);
  talk.addEventListener("click", (e) => earlier(e, stream, scroll));
  if (document.getElementById("new") && !location.hash) document.getElementById("new").scrollIntoView({ block: "center" });
  tellRead();
});

// The head of a message is left out where the same person goes on within minutes.
function close(stream) {
  let before;
  for (const line of stream.children) {
    const same = before?.dataset.by && before.dataset.by === line.dataset.by && line.dataset.at - before.dataset.at < 300 && !line.hasAttribute("data-new");
    if (line.classList.contains("msg")) line.classList.toggle("again", Boolean(same));
    before = line;
  }
}

async function earlier(e, stream, scroll) {
  const link = e.target.closest?.("[data-earlier]");
  if (!link || e.ctrlKey || e.metaKey || e.shiftKey) return;
  e.preventDefault();
  const url = new URL(link.href);
  const answer = await fetch(url.pathname + "/earlier" + url.search, fragment).catch(() => null);
  if (!answer?.ok) return void location.assign(link.href);
  const box = piece(await answer.text());
  const top = scroll.scrollTop;
  stream.prepend(...box.querySelector(".stream").children);
  const next = box.querySelector("[data-earlier]");
  if (next) link.replaceWith(next);
  else link.parentElement.remove();
  close(stream);
  scroll.scrollTop = top;
}

function send(url, values) {
  return fetch(url, { method: "POST", headers: fragment.headers, body: new URLSearchParams(values) });
}

// The message box: sends without leaving the page, keeps an unfinished message on
// the server. Its files are the matter of uploads.js.
function write(form, base, position, put, toEnd) {
  const text = form.querySelector("textarea");
  const waiting = form.querySelector("[data-waiting]");
  const button = form.querySelector("button.main");
  const wrongs = () => form.querySelectorAll(".talk-wrongs, .wrongs").forEach((w) => w.remove());
  const wrong = (what) => {
    wrongs();
    form.prepend(what);
  };
  const plain = (words) => {
    const box = document.createElement("div");
    box.className = "talk-wrongs";
    box.setAttribute("role", "alert");
    box.textContent = words;
    wrong(box);
  };

  const busy = (on) => {
    button.dataset.sending = word("sending");
    button.classList.toggle("sending", on);
    button.toggleAttribute("aria-busy", on);
  };

  form.addEventListener("submit", async (e) => {
    e.preventDefault();
    if (button.disabled || (!text.value.trim() && !waiting.querySelector("[name=file]"))) return;
    const body = new FormData(form);
    body.delete("files");
    body.set("after", position());
    button.disabled = true;
    const slow = setTimeout(() => busy(true), 400); // What is quick does not flicker.
    clearTimeout(timer);
    try {
      const answer = await fetch(form.action, { method: "POST", headers: fragment.headers, body });
      const html = await answer.text();
      if (answer.ok) {
        wrongs();
        text.value = kept = "";
        waiting.replaceChildren();
        form.elements._key.value = newKey();
        put(html);
        toEnd();
      } else {
        const said = piece(html);
        if (said.querySelector(".talk-wrongs")) wrong(said);
        else plain(word("failed"));
      }
    } catch {
      plain(trouble()); // The key stays: sent again, it is said once.
    }
    clearTimeout(slow);
    button.disabled = false;
    busy(false);
    text.focus();
    text.dispatchEvent(new Event("input", { bubbles: true }));
  });

  let kept = text.value;
  let timer;
  text.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => keep(), 1200);
  });
  const keep = () => {
    if (text.value === kept) return;
    kept = text.value;
    send(base + "/draft", { text: kept }).catch(() => (kept = ""));
  };
  addEventListener("pagehide", () => {
    if (text.value !== kept) navigator.sendBeacon(base + "/draft", new URLSearchParams({ text: text.value }));
  });
}
