// <form data-autosubmit> sends itself when a choice changes, and half a second
// after the last key in a search field. Its button is for those without script.
let wait;

function send(form) {
  clearTimeout(wait);
  if (form.isConnected) form.requestSubmit();
}
document.addEventListener("change", (e) => {
  const form = e.target.form;
  if (form?.matches("[data-autosubmit]") && e.target.type !== "search" && e.target.type !== "text") send(form);
});
document.addEventListener("input", (e) => {
  const form = e.target.form;
  if (!form?.matches("[data-autosubmit]") || e.target.type !== "search" || e.isComposing) return;
  clearTimeout(wait);
  wait = setTimeout(() => send(form), 500);
});
