// Counters beside fields with a limit. Counted as the house counts: grapheme
// clusters after NFC, a line break as one.
import { ready, word } from "./ready.js";

const cut = new Intl.Segmenter(document.documentElement.lang || "en", { granularity: "grapheme" });

export function length(text) {
  let n = 0;
  for (const _ of cut.segment(text.normalize("NFC").replace(/\r\n?/g, "\n"))) n++;
  return n;
}

ready("[data-limit]", (input) => {
  const place = document.getElementById(input.id + "-count");
  if (!place) return;
  const limit = Number(input.dataset.limit);
  const least = Number(input.dataset.least || 0);
  const format = new Intl.NumberFormat(document.documentElement.lang);
  const show = () => {
    const n = length(input.value.trim());
    const left = limit - n;
    place.classList.toggle("over", left < 0);
    if (left < 0) place.textContent = word("over", { n: -left, x: format.format(-left) });
    else if (n > 0 && n < least) place.textContent = word("more", { n: least - n, x: format.format(least - n) });
    else place.textContent = word("left", { n: left, x: format.format(left) });
    place.setAttribute("aria-live", left < Math.max(10, limit / 20) ? "polite" : "off");
  };
  input.addEventListener("input", show);
  input.form?.addEventListener("reset", () => setTimeout(show));
  show();
});
