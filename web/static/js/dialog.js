// <button data-dialog="ID"> opens <dialog id=ID> as a modal. Without script the
// same button opens it as a popover (popovertarget), so nothing is lost.
document.addEventListener("click", (e) => {
  const opener = e.target.closest?.("[data-dialog]");
  if (opener) {
    const dialog = document.getElementById(opener.dataset.dialog);
    if (dialog?.showModal) {
      e.preventDefault();
      if (dialog.matches(":popover-open")) dialog.hidePopover();
      if (!dialog.open) dialog.showModal();
      dialog.querySelector("textarea, input[required]:not([type=hidden])")?.focus(); // What must be said comes first.
      opener.closest("details.menu")?.removeAttribute("open");
    }
    return;
  }
  const closer = e.target.closest?.("[data-close]");
  if (closer) {
    const dialog = closer.closest("dialog");
    if (dialog?.open) {
      e.preventDefault();
      dialog.close();
    }
    return;
  }
  // A press beside the dialog closes it, unless something was typed in it.
  if (e.target.tagName === "DIALOG" && e.target.open && !typed(e.target)) {
    const box = e.target.getBoundingClientRect();
    const inside = e.clientX >= box.left && e.clientX <= box.right && e.clientY >= box.top && e.clientY <= box.bottom;
    if (!inside) e.target.close();
  }
});

function typed(dialog) {
  return [...dialog.querySelectorAll("textarea, input:not([type=hidden])")].some((i) => i.value !== i.defaultValue);
}
