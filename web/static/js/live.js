// One live stream for all pages of a browser: the page that holds the lock reads
// it and tells the others. What comes is names and ids only; whoever cares fetches
// what they stand for. A page hears of it as the event "live" on document, with
// {event, name, conversation, subject}, as "live:read" with {conversation, person,
// own} when somebody has read further, or "live:behind" when it should read
// everything again.
const address = document.querySelector('meta[name="live"]')?.content;
if (address && "EventSource" in window) start(new URL(address, location.href));

function start(url) {
  const who = url.searchParams.get("as") ?? "";
  const channel = "BroadcastChannel" in window ? new BroadcastChannel("live:" + who) : null;
  const known = new Set();
  let position = Number(url.searchParams.get("after"));

  const hear = (message) => {
    if (message.at > position) position = message.at;
    if (message.behind) return void document.dispatchEvent(new CustomEvent("live:behind"));
    if ("lost" in message) return void document.dispatchEvent(new CustomEvent("live:line", { detail: message }));
    if (message.again) return void document.dispatchEvent(new CustomEvent("live:join"));
    if (message.read) return void document.dispatchEvent(new CustomEvent("live:read", { detail: { ...message.read, own: message.read.person === who } }));
    if (!message.wake || known.has(message.wake.event)) return;
    known.add(message.wake.event);
    if (known.size > 2000) known.delete(known.values().next().value);
    document.dispatchEvent(new CustomEvent("live", { detail: message.wake }));
  };
  channel?.addEventListener("message", (e) => hear(e.data));
  const tell = (message) => {
    hear(message);
    channel?.postMessage(message);
  };

  // The leader reads on from where it is; a page that joins a running stream first
  // fetches what came after its own position.
  const lead = () => {
    let wait = 500;
    let source;
    let timer;
    let cut = false;
    let lost;
    const open = () => {
      clearTimeout(timer);
      source?.close();
      url.searchParams.set("after", position);
      source = new EventSource(url);
      source.addEventListener("open", () => {
        if (cut) tell({ at: position, again: true }); // What passed meanwhile is not told again.
        cut = false;
        clearTimeout(lost);
        tell({ at: position, lost: false });
        wait = 500;
        mark(true);
      });
      source.addEventListener("read", (e) => tell({ at: Number(e.lastEventId), read: JSON.parse(e.data) }));
      source.addEventListener("wake", (e) => tell({ at: Number(e.lastEventId), wake: JSON.parse(e.data) }));
      source.addEventListener("at", (e) => tell({ at: Number(e.lastEventId) }));
      source.addEventListener("behind", (e) => tell({ at: Number(e.lastEventId), behind: true }));
      source.addEventListener("error", () => {
        source.close();
        if (!cut) lost = setTimeout(() => tell({ at: position, lost: true }), 4000);
        cut = true;
        mark(false);
        timer = setTimeout(open, wait * (0.75 + Math.random() / 2));
        wait = Math.min(wait * 2, 15000);
      });
    };
    const hasten = () => {
      if (source.readyState === EventSource.CLOSED) open();
    };
    addEventListener("online", hasten);
    document.addEventListener("visibilitychange", hasten);
    // A page that is put aside and taken up again has lost its line.
    addEventListener("pageshow", (e) => e.persisted && open());
    addEventListener("pagehide", () => source.close());
    open();
  };
  const mark = (on) => (document.documentElement.dataset.live = on ? "on" : "off");

  if (!channel || !navigator.locks) {
    lead();
    return;
  }
  navigator.locks.request("live:" + who, { ifAvailable: true }, (lock) => {
    if (!lock) {
      queueMicrotask(() => document.dispatchEvent(new CustomEvent("live:join")));
      mark(true);
      navigator.locks.request("live:" + who, () => (lead(), new Promise(() => {})));
      return;
    }
    lead();
    return new Promise(() => {});
  });
}
