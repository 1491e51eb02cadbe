// Menus are <details>: here they also close by Escape, by a press elsewhere, and
// when the focus leaves; arrows walk through them.
const open = () => document.querySelectorAll("details.menu[open]");

document.addEventListener("click", (e) => {
  for (const menu of open()) if (!menu.contains(e.target)) menu.open = false;
});
document.addEventListener("focusin", (e) => {
  for (const menu of open()) if (!menu.contains(e.target)) menu.open = false;
});
document.addEventListener("keydown", (e) => {
  const menu = e.target.closest?.("details.menu[open]");
  if (!menu) return;
  const items = [...menu.querySelectorAll(".item:not([disabled])")];
  const at = items.indexOf(document.activeElement);
  if (e.key === "Escape") {
    menu.open = false;
    menu.querySelector("summary").focus();
  } else if (e.key === "ArrowDown") items[(at + 1) % items.length]?.focus();
  else if (e.key === "ArrowUp") items[(at - 1 + items.length) % items.length]?.focus();
  else return;
  e.preventDefault();
});
