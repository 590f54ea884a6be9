// [data-live="address"]: one EventSource for each address; every event of the server becomes an event "live" on the
// element (hx-trigger="live" fetches the new piece). When the stream cannot be held it polls, and tries again later.
"use strict";
(() => {
  const BACK_AFTER = 30_000;

  function tell(element, detail) {
    element.dispatchEvent(new CustomEvent("live", { bubbles: false, detail }));
  }

  function poll(element) {
    const every = (Number(element.dataset.liveEvery) || 5) * 1000;
    clearInterval(element.livePoll);
    element.livePoll = setInterval(() => {
      if (!element.isConnected) return stop(element);
      if (!document.hidden) tell(element, { poll: true });
    }, every);
  }

  function stop(element) {
    clearInterval(element.livePoll);
    clearTimeout(element.liveRetry);
    element.liveSource?.close();
  }

  function address(element) {
    const url = new URL(element.dataset.live, location.href);
    if (element.liveLast) url.searchParams.set("last", element.liveLast);
    return url;
  }

  function open(element) {
    if (!element.isConnected) return stop(element);
    if (typeof EventSource === "undefined") return poll(element);
    const source = new EventSource(address(element));
    element.liveSource = source;
    let failures = 0;
    source.addEventListener("open", () => { failures = 0; clearInterval(element.livePoll); });
    const heard = (event) => {
      if (!element.isConnected) return stop(element);
      if (event.lastEventId) element.liveLast = event.lastEventId;
      tell(element, { name: event.type, data: event.data });
    };
    source.addEventListener("message", heard);
    for (const name of (element.dataset.liveNames ?? "").split(" ").filter(Boolean)) source.addEventListener(name, heard);
    source.addEventListener("error", () => {
      failures += 1;
      if (source.readyState !== EventSource.CLOSED && failures < 4) return; // the browser itself tries again, with Last-Event-ID
      source.close();
      poll(element);
      clearTimeout(element.liveRetry);
      element.liveRetry = setTimeout(() => open(element), BACK_AFTER);
    });
  }

  function start() {
    for (const element of document.querySelectorAll("[data-live]")) {
      if (element.liveStarted) continue;
      element.liveStarted = true;
      open(element);
    }
  }

  start();
  document.addEventListener("htmx:load", start);
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    for (const element of document.querySelectorAll("[data-live]")) tell(element, { woke: true });
  });
  addEventListener("pagehide", () => document.querySelectorAll("[data-live]").forEach(stop));
})();
