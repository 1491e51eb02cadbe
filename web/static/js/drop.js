// A file field that takes dropped and pasted files and lists what was chosen.
import { ready, word } from "./ready.js";

function size(bytes) {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte"];
  let i = 0;
  while (bytes >= 1000 && i < units.length - 1) {
    bytes /= 1000;
    i++;
  }
  return new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit: units[i], unitDisplay: "short", maximumFractionDigits: i > 1 ? 1 : 0 }).format(bytes);
}

ready("[data-drop]", (box) => {
  const input = box.querySelector("input[type=file]");
  const list = box.querySelector(".drop-list");
  if (!input) return;
  const show = () => {
    if (!list) return;
    const limit = Number(input.dataset.bytes || 0);
    list.replaceChildren(...[...input.files].map((f) => {
      const line = document.createElement("span");
      const big = limit && f.size > limit;
      line.className = big ? "error" : "";
      line.textContent = `${f.name} · ${size(f.size)}${big ? " · " + word("big", { x: size(limit) }) : ""}`;
      return line;
    }));
  };
  const take = (files) => {
    const all = new DataTransfer();
    if (input.multiple) for (const f of input.files) all.items.add(f);
    for (const f of input.multiple ? files : [...files].slice(0, 1)) all.items.add(f);
    input.files = all.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  };
  input.addEventListener("change", show);
  box.addEventListener("dragover", (e) => {
    if (![...e.dataTransfer.types].includes("Files")) return;
    e.preventDefault();
    box.classList.add("over");
  });
  for (const name of ["dragleave", "drop"]) box.addEventListener(name, () => box.classList.remove("over"));
  box.addEventListener("drop", (e) => {
    if (!e.dataTransfer.files.length) return;
    e.preventDefault();
    take(e.dataTransfer.files);
  });
  box.closest("form")?.addEventListener("paste", (e) => {
    if (!e.clipboardData.files.length) return;
    e.preventDefault();
    take(e.clipboardData.files);
  });
});
