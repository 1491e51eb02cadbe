// Ctrl or Cmd with Enter sends a form from its text box. With data-enter-sends,
// Enter alone sends and Shift with Enter breaks the line. Enter that ends a
// conversion (Japanese input) never sends.
document.addEventListener("keydown", (e) => {
  if (e.key !== "Enter" || e.isComposing || e.keyCode === 229) return;
  const box = e.target;
  if (box.tagName !== "TEXTAREA" || !box.form) return;
  const alone = box.hasAttribute("data-enter-sends") && !e.shiftKey && !e.altKey && matchMedia("(hover: hover)").matches;
  if (!(e.ctrlKey || e.metaKey || alone)) return;
  e.preventDefault();
  if (box.value.trim() || box.form.querySelector("input[type=file]")?.files.length) box.form.requestSubmit();
});

// "/" goes to the page's search field.
document.addEventListener("keydown", (e) => {
  if (e.key !== "/" || e.ctrlKey || e.metaKey || e.altKey || e.isComposing) return;
  if (e.target.closest?.("input, textarea, select, [contenteditable]")) return;
  const field = document.querySelector("main input[type=search]");
  if (!field) return;
  e.preventDefault();
  field.focus();
});
