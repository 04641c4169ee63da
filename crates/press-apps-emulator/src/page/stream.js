// The worker that all tabs share: it holds the one stream of events while a tab is looked at, and passes on that something changed.

"use strict";

/** A tab that says nothing for so long is gone, or hidden and put to sleep. */
const SILENCE = 20000;
/** How long to wait after the stream was refused. */
const AGAIN = 10000;

const tabs = new Map();
let source = null;
let refused = 0;

self.onconnect = ({ ports: [port] }) => {
  port.onmessage = ({ data }) => {
    if (data.bye) tabs.delete(port);
    else {
      const was = tabs.get(port)?.visible ?? false;
      tabs.set(port, { visible: data.visible, heard: Date.now() });
      if (data.visible && !was) port.postMessage({ open: isOpen() });
    }
    tune();
  };
  port.start();
};

setInterval(() => {
  for (const [port, { heard }] of tabs) if (Date.now() - heard > SILENCE) tabs.delete(port);
  tune();
}, 5000);

const isOpen = () => source !== null && source.readyState === EventSource.OPEN;

function tell() {
  for (const [port, tab] of tabs) if (tab.visible) port.postMessage({ open: isOpen() });
}

/** Opens the stream while somebody looks, and closes it when nobody does. */
function tune() {
  const wanted = [...tabs.values()].some((tab) => tab.visible);
  if (!wanted && source) {
    source.close();
    source = null;
  }
  if (!wanted || source || Date.now() - refused < AGAIN) return;
  source = new EventSource(new URL("../events", self.location));
  source.onopen = tell;
  source.onmessage = tell;
  source.onerror = () => {
    // A stream that broke is opened again by the browser; one that was refused is not.
    if (source?.readyState === EventSource.CLOSED) {
      source = null;
      refused = Date.now();
    }
    tell();
  };
}
