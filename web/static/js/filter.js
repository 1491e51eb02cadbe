// <form data-autosubmit> sends itself when a choice changes, and half a second
// after the last key in a search field. Its button is for those without script.
// The page comes anew; who used the form goes on in the field they were in.
let wait;
const key = () => "filter:" + location.pathname;

function send(form) {
  clearTimeout(wait);
  if (!form.isConnected) return;
  const field = document.activeElement;
  try {
    if (field?.id && form.contains(field)) sessionStorage.setItem(key(), field.id);
  } catch {
    // A browser that keeps nothing begins at the top of the page, as without script.
  }
  form.requestSubmit();
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
// Once every module has made its fields.
document.addEventListener("DOMContentLoaded", () => {
  try {
    const id = sessionStorage.getItem(key());
    sessionStorage.removeItem(key());
    const field = id && document.getElementById(id);
    if (!field?.closest("[data-autosubmit]") || document.activeElement !== document.body) return;
    field.focus({ preventScroll: true });
    if (field.type === "search") field.setSelectionRange(field.value.length, field.value.length);
  } catch {
    // As above.
  }
});
