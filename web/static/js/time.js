// "5 minutes ago" stays true while the page is open. The page says in data-now
// what time the house has, which in a sandbox is not what the machine has.
const root = document.documentElement;
const started = performance.now();
const housed = Number(root.dataset.now || Date.now());
const now = () => housed + performance.now() - started;

function refresh() {
  if (document.hidden) return;
  const format = new Intl.RelativeTimeFormat(root.lang || "en", { numeric: "always" });
  for (const el of document.querySelectorAll("time[data-rel]")) {
    const minutes = Math.floor((now() - Date.parse(el.dateTime)) / 60000);
    if (minutes < 1 || minutes >= 1440) continue;
    const words = minutes < 60 ? format.format(-minutes, "minute") : format.format(-Math.floor(minutes / 60), "hour");
    el.textContent = root.lang === "ja" ? words.replaceAll(" ", "") : words; // As the house writes it: 5分前.
  }
}
setInterval(refresh, 30000);
document.addEventListener("visibilitychange", refresh);
