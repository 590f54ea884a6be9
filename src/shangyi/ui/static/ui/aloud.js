// Reads the main column aloud with the voice of the device; the same button stops it.
"use strict";
(() => {
  const voice = globalThis.speechSynthesis;
  if (!voice || typeof SpeechSynthesisUtterance === "undefined") return;
  const SKIP = "script, style, svg, form, nav, kbd, .hidden, .keys, .pager, [aria-hidden=true], [hidden]";
  const READ = "h1, h2, h3, p, li, dt, dd, label, legend, th, td, .button, .figure, .choice";

  function sentences() {
    const main = document.getElementById("main");
    const parts = [];
    for (const node of main.querySelectorAll(READ)) {
      if (node.closest(SKIP) || !node.offsetParent || node.querySelector(READ)) continue;
      const text = node.innerText.replaceAll(" · ", "，").trim();
      if (text) parts.push(text);
    }
    return parts;
  }

  const language = document.documentElement.lang === "en" ? "en" : "zh-CN";
  let going = false;

  function label() {
    for (const button of document.querySelectorAll("[data-aloud]")) {
      button.dataset.start ??= button.textContent;
      button.textContent = going ? document.body.dataset.wordStop : button.dataset.start;
      button.setAttribute("aria-pressed", String(going));
    }
  }

  function stop() {
    going = false;
    voice.cancel();
    label();
  }

  function start() {
    const parts = sentences();
    if (!parts.length) return;
    going = true;
    label();
    parts.forEach((text, i) => {
      const said = new SpeechSynthesisUtterance(text);
      said.lang = language;
      said.rate = 0.9;
      if (i === parts.length - 1) said.addEventListener("end", stop);
      voice.speak(said);
    });
  }

  for (const button of document.querySelectorAll("[data-aloud]")) {
    button.hidden = false;
    button.addEventListener("click", () => (going ? stop() : start()));
  }
  addEventListener("pagehide", stop);
})();
