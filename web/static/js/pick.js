// <select data-pick>: a long list one can type into. The select stays the truth
// and is what the form sends; a field that filters it stands in its place.
import { ready, word } from "./ready.js";

const plain = (s) => s.normalize("NFKC").toLowerCase();

ready("select[data-pick]", (select) => {
  if (select.multiple) return;
  const box = document.createElement("div");
  const input = document.createElement("input");
  const list = document.createElement("div");
  box.className = "pick";
  input.className = "input";
  input.autocomplete = "off";
  list.className = "pick-list";
  list.hidden = true;
  list.id = select.id + "-list";
  list.setAttribute("role", "listbox");
  for (const [k, v] of Object.entries({ role: "combobox", "aria-expanded": "false", "aria-controls": list.id, "aria-autocomplete": "list" })) input.setAttribute(k, v);
  for (const k of ["aria-describedby", "aria-invalid", "required"]) if (select.hasAttribute(k)) input.setAttribute(k, select.getAttribute(k));
  const label = select.labels?.[0];
  input.id = select.id;
  select.id += "-choice";
  if (label) {
    label.htmlFor = input.id;
    list.setAttribute("aria-label", label.textContent.trim());
  }
  box.append(input, list);
  select.before(box);
  select.hidden = true;

  let at = -1;
  let shown = [];
  const chosen = () => select.selectedOptions[0];
  const settle = () => {
    input.value = chosen()?.value ? chosen().text : "";
    if (!chosen()?.value) input.placeholder = chosen()?.text ?? "";
    close();
  };
  const close = () => {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const point = (i) => {
    at = i;
    [...list.children].forEach((el, j) => el.setAttribute("aria-selected", String(i === j)));
    list.children[i]?.scrollIntoView({ block: "nearest" });
    if (list.children[i]) input.setAttribute("aria-activedescendant", list.children[i].id);
  };
  const open = (wanted) => {
    shown = [...select.options].filter((o) => !o.disabled && (o.value || !wanted) && plain(o.text + " " + o.value).includes(plain(wanted)));
    list.replaceChildren(...shown.map((o, i) => {
      const el = document.createElement("div");
      el.id = `${list.id}-${i}`;
      el.setAttribute("role", "option");
      el.textContent = o.text;
      el.addEventListener("pointerdown", (e) => {
        e.preventDefault();
        take(o);
      });
      return el;
    }));
    if (!shown.length) {
      const none = document.createElement("div");
      none.className = "none";
      none.textContent = word("none");
      list.append(none);
    }
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    point(wanted ? 0 : shown.indexOf(chosen()));
  };
  const take = (option) => {
    select.value = option.value;
    select.dispatchEvent(new Event("change", { bubbles: true }));
    settle();
  };
  input.addEventListener("focus", () => input.select());
  input.addEventListener("click", () => list.hidden && open(""));
  input.addEventListener("input", () => open(input.value.trim()));
  input.addEventListener("blur", settle);
  input.addEventListener("keydown", (e) => {
    if (e.isComposing) return;
    if (e.key === "ArrowDown" || e.key === "ArrowUp") {
      if (list.hidden) open("");
      else point((at + (e.key === "ArrowDown" ? 1 : -1) + shown.length) % shown.length);
    } else if (e.key === "Enter" && !list.hidden && shown[at]) take(shown[at]);
    else if (e.key === "Escape" && !list.hidden) settle();
    else return;
    e.preventDefault();
  });
  select.form?.addEventListener("reset", () => setTimeout(settle));
  settle();
});
