// The word of what was just done can be put away.
document.addEventListener("click", (e) => {
  const button = e.target.closest?.("[data-dismiss]");
  if (!button) return;
  button.closest(button.dataset.dismiss || ".flash")?.remove();
  document.getElementById("main")?.focus({ preventScroll: true });
});
