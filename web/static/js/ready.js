// ready(selector, fn) calls fn once for every element that matches, now and
// whenever one is put into the page later, by whomever.
const watched = [];
const seen = new WeakMap();

function visit(root) {
  for (const [selector, fn] of watched) {
    const found = [...root.querySelectorAll(selector)];
    if (root.matches?.(selector)) found.unshift(root);
    for (const el of found) {
      const done = seen.get(el) ?? seen.set(el, new Set()).get(el);
      if (done.has(fn)) continue;
      done.add(fn);
      fn(el);
    }
  }
}

export function ready(selector, fn) {
  watched.push([selector, fn]);
  visit(document);
}

// words gives the sentences scripts need, in the page's language.
let table;
export function word(name, values = {}) {
  if (!table) {
    try {
      table = JSON.parse(document.querySelector('meta[name="words"]')?.content ?? "{}");
    } catch {
      table = {};
    }
  }
  let text = table[name] ?? "";
  if ("n" in values && text.includes("|")) {
    const [one, other] = text.split("|");
    text = new Intl.PluralRules(document.documentElement.lang).select(values.n) === "one" ? one : other;
  }
  return text.replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");
}

new MutationObserver((changes) => {
  for (const change of changes) {
    for (const node of change.addedNodes) if (node.nodeType === 1) visit(node);
  }
}).observe(document.documentElement, { childList: true, subtree: true });
