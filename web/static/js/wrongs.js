// The summary of what is wrong takes the focus when it appears; its links put the
// cursor into the field.
import { ready } from "./ready.js";

ready(".wrongs", (box) => {
  box.focus({ preventScroll: true });
  box.scrollIntoView({ block: "center" });
});
document.addEventListener("click", (e) => {
  const link = e.target.closest?.(".wrongs a[href^='#']");
  const field = link && document.getElementById(link.hash.slice(1));
  if (!field) return;
  e.preventDefault();
  (field.labels?.[0] ?? field).scrollIntoView({ block: "center" });
  field.focus({ preventScroll: true });
});
