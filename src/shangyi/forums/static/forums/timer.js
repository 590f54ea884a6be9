// .timer[data-since][data-now]: how long somebody has been speaking, counted from the server's clock and not from ours.
"use strict";
(() => {
  function tick() {
    for (const timer of document.querySelectorAll(".timer[data-since]")) {
      timer.timerBase ??= Date.parse(timer.dataset.now) - Date.parse(timer.dataset.since) - performance.now();
      const seconds = Math.max(0, Math.floor((timer.timerBase + performance.now()) / 1000));
      timer.textContent = `${String(Math.floor(seconds / 60)).padStart(2, "0")}:${String(seconds % 60).padStart(2, "0")}`;
      timer.classList.toggle("over", Number(timer.dataset.limit) > 0 && seconds > Number(timer.dataset.limit));
    }
  }
  tick();
  setInterval(tick, 1000);
  document.addEventListener("htmx:load", tick);
})();
