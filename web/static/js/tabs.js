// <div data-tabs> with links to the ids of its sections: one is shown at a time.
// Without script the links lead to the sections, which all stand there.
import { ready } from "./ready.js";

ready("[data-tabs]", (box) => {
  const links = [...box.querySelectorAll(":scope > .tabs a[href^='#']")];
  const panels = links.map((a) => document.getElementById(a.hash.slice(1)));
  const list = box.querySelector(":scope > .tabs");
  list.setAttribute("role", "tablist");
  const show = (i, focus) => {
    links.forEach((a, j) => {
      a.setAttribute("aria-selected", String(i === j));
      a.tabIndex = i === j ? 0 : -1;
      panels[j].hidden = i !== j;
    });
    if (focus) links[i].focus();
  };
  links.forEach((a, i) => {
    a.id ||= "tab-" + a.hash.slice(1);
    a.setAttribute("role", "tab");
    a.setAttribute("aria-controls", panels[i].id);
    panels[i].setAttribute("role", "tabpanel");
    panels[i].setAttribute("aria-labelledby", a.id);
    a.addEventListener("click", (e) => {
      e.preventDefault();
      history.replaceState(history.state, "", a.hash);
      show(i);
    });
    a.addEventListener("keydown", (e) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[e.key];
      if (step) show((i + step + links.length) % links.length, true);
    });
  });
  const wanted = links.findIndex((a) => a.hash === location.hash);
  show(wanted < 0 ? 0 : wanted);
});
