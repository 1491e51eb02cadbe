// Amounts are tidied when the field is left: "１０００", "¥1,000" and "1000.00" become
// what the house would print. What cannot be read stays as typed; the server says why.
import { ready } from "./ready.js";

export function tidy(text, digits, lang) {
  const plain = text.normalize("NFKC").replace(/[\s,_'円$€£¥]|[A-Z]{3}/gi, "");
  if (!/^\d+(\.\d*)?$/.test(plain)) return text;
  const value = Number(plain);
  if (!Number.isSafeInteger(Math.round(value * 10 ** digits))) return text;
  if ((plain.split(".")[1] ?? "").replace(/0+$/, "").length > digits) return text;
  return new Intl.NumberFormat(lang, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);
}

ready("[data-money]", (input) => {
  const currency = () => input.form?.elements[input.dataset.money];
  const digits = () => {
    const chosen = currency()?.selectedOptions?.[0]?.value;
    if (!chosen) return Number(input.dataset.digits ?? 2);
    try {
      return new Intl.NumberFormat("en", { style: "currency", currency: chosen }).resolvedOptions().maximumFractionDigits;
    } catch {
      return Number(input.dataset.digits ?? 2);
    }
  };
  input.addEventListener("change", () => {
    input.value = tidy(input.value, digits(), document.documentElement.lang);
  });
});
