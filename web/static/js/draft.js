// <form data-guard> asks before leaving when something typed would be lost.
// A form that keeps its draft on the server takes data-guard away when saved.
const dirty = new WeakSet();

document.addEventListener("input", (e) => {
  const form = e.target.form;
  if (form?.matches("[data-guard]")) dirty.add(form);
});
document.addEventListener("submit", (e) => dirty.delete(e.target));
document.addEventListener("draft:saved", (e) => dirty.delete(e.target));
addEventListener("beforeunload", (e) => {
  if (leaving) return;
  for (const form of document.querySelectorAll("form[data-guard]")) {
    if (dirty.has(form)) {
      e.preventDefault();
      return;
    }
  }
});

let leaving = false;
export function leave() {
  leaving = true;
}
