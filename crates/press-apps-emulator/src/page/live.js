// When to look again. One stream of events for all tabs, in a worker that they share: a browser keeps few connections to one place, and a
// stream for each tab would use them up. Hidden tabs do not listen. Where there is no such worker, or no stream, the page asks by the clock.

/** How often a tab says that it is still there, and how often it asks where nothing tells it. */
const BEAT = 5000;
const POLL = 2000;

/** Calls `look` whenever there may be something new; `tell` hears `live`, `asking` or `gone`. */
export function follow(look, tell) {
  let heard = false;
  let gone = false;
  const visible = () => document.visibilityState === "visible";
  const refresh = async () => {
    try {
      await look();
      gone = false;
    } catch {
      gone = true;
    }
    tell(gone ? "gone" : heard ? "live" : "asking");
  };
  const port = connect();
  if (port) {
    port.onmessage = ({ data }) => {
      heard = data.open;
      refresh();
    };
    const say = () => port.postMessage({ visible: visible() });
    setInterval(() => visible() && say(), BEAT);
    document.addEventListener("visibilitychange", say);
    addEventListener("pagehide", () => port.postMessage({ bye: true }));
    addEventListener("pageshow", say);
    say();
  }
  document.addEventListener("visibilitychange", () => visible() && refresh());
  setInterval(() => visible() && (!heard || gone) && refresh(), POLL);
  refresh();
  return refresh;
}

function connect() {
  if (!("SharedWorker" in window)) return null;
  try {
    const path = "_emulator/page/stream.js";
    // The one text that may become a script's address here.
    const policy = window.trustedTypes?.createPolicy("stream", { createScriptURL: () => new URL(path, document.baseURI).href });
    const worker = new SharedWorker(policy ? policy.createScriptURL("") : path, { name: "press-apps-emulator" });
    worker.port.start();
    return worker.port;
  } catch {
    return null;
  }
}
