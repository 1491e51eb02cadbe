// A short word in the corner, for what can be undone. The server sends one with
// the header HX-Trigger: {"toast": {"text": "..."}}; a script dispatches the event.
document.addEventListener("toast", (e) => show(e.detail ?? {}));

export function show({ text, action, href, seconds = 8 }) {
  const corner = document.getElementById("toasts");
  if (!corner || !text) return;
  const box = document.createElement("div");
  box.className = "toast";
  const words = document.createElement("span");
  words.textContent = text;
  box.append(words);
  if (action) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = action;
    button.addEventListener("click", () => {
      box.remove();
      if (typeof href === "function") href();
      else if (href) location.assign(href);
    });
    box.append(button);
  }
  corner.append(box);
  let timer = setTimeout(() => box.remove(), seconds * 1000);
  box.addEventListener("pointerenter", () => clearTimeout(timer));
  box.addEventListener("pointerleave", () => (timer = setTimeout(() => box.remove(), 3000)));
}
