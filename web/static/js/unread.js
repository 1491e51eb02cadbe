// The title and the navigation say how many conversations hold something unread,
// and the list of conversations is kept fresh.
import { piece } from "./piece.js";

let timer;
let running = false;

export function refresh(soon = 150) {
  clearTimeout(timer);
  timer = setTimeout(look, soon);
}

async function look() {
  if (running) return refresh();
  running = true;
  try {
    await Promise.all([count(), rows()]);
  } catch {
    // The next event tries again.
  }
  running = false;
}

async function count() {
  const answer = await fetch("/live/unread", { headers: { "X-Fragment": "1" } });
  if (!answer.ok) return;
  const { unread } = await answer.json();
  const words = unread > 99 ? "99+" : String(unread);
  document.title = (unread ? `(${words}) ` : "") + document.title.replace(/^\(\d+\+?\) /, "");
  for (const link of document.querySelectorAll('a[href="/conversations"]')) {
    if (!link.closest(".top")) continue;
    let dot = link.querySelector(".count-dot");
    if (!unread) dot?.remove();
    else {
      if (!dot) {
        dot = document.createElement("span");
        dot.className = "count-dot";
        dot.append(document.createElement("span"));
        link.append(dot);
      }
      dot.firstElementChild.textContent = words;
    }
  }
}

async function rows() {
  const list = document.querySelector("[data-talk-list]");
  if (!list?.dataset.talkList || list.contains(document.activeElement)) return;
  const answer = await fetch(list.dataset.talkList, { headers: { "X-Fragment": "1" } });
  if (!answer.ok) return;
  const top = list.scrollTop;
  list.replaceChildren(piece(await answer.text()));
  list.scrollTop = top;
}

document.addEventListener("live", () => refresh());
document.addEventListener("live:read", ({ detail }) => detail.own && refresh());
document.addEventListener("live:behind", () => refresh());
document.addEventListener("visibilitychange", () => document.hidden || refresh());
