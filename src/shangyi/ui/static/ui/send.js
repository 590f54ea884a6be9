// form[data-send] goes out by fetch with one key for all attempts, so that trying again never makes a second copy.
// Without network it waits, says so, and sends by itself. Without this script the form is an ordinary one.
"use strict";
(() => {
  const words = document.body.dataset;
  const PAUSES = [2, 5, 10, 20, 40, 60];

  function status(form, word, tone) {
    let line = form.querySelector("[data-send-status]");
    if (!line) {
      line = document.createElement("p");
      line.dataset.sendStatus = "";
      line.setAttribute("role", "status");
      form.append(line);
    }
    line.className = `draft-status ${tone}`;
    line.textContent = word;
  }

  const newKey = () => crypto.randomUUID?.() ?? `${Date.now()}-${Math.random().toString(36).slice(2)}`;

  // The same words keep their key through all attempts; changed words get a new one, lest the change be dropped.
  function once(form) {
    let field = form.elements.namedItem("once");
    if (!field) {
      field = document.createElement("input");
      field.type = "hidden";
      field.name = "once";
      form.append(field);
    }
    const said = JSON.stringify([...new FormData(form)].filter(([name, value]) => name !== "once" && typeof value === "string"));
    if (!field.value || (form.sendSaid && form.sendSaid !== said)) field.value = newKey();
    form.sendSaid = said;
  }

  function busy(form, on) {
    for (const button of form.querySelectorAll("button:not([type=button]), input[type=submit]")) {
      button.setAttribute("aria-disabled", String(on));
    }
    form.sending = on;
  }

  // A page that was closed while waiting says so when it is opened again, and keeps the key of that attempt.
  function remember(form, on) {
    const key = `send:${form.dataset.draft ?? location.pathname}`;
    try { on ? localStorage.setItem(key, form.elements.namedItem("once").value) : localStorage.removeItem(key); } catch { /* a private window */ }
  }

  function recall(form) {
    let key = null;
    try { key = localStorage.getItem(`send:${form.dataset.draft ?? location.pathname}`); } catch { return; }
    if (!key || !("draft" in form.dataset)) return;
    once(form);
    form.elements.namedItem("once").value = key;
    status(form, words.wordUnsent, "waiting");
  }

  function wait(form, seconds) {
    remember(form, true);
    clearTimeout(form.sendTimer);
    form.sendTimer = setTimeout(() => attempt(form), seconds * 1000);
    form.sendWaiting = true;
  }

  async function attempt(form) {
    clearTimeout(form.sendTimer);
    form.sendWaiting = false;
    const n = (form.sendTries = (form.sendTries ?? 0) + 1);
    busy(form, true);
    status(form, words.wordSending, "");
    let response;
    try {
      const signal = AbortSignal.timeout?.(60_000);
      response = await fetch(form.action, { method: "POST", body: form.sendBody, headers: { "X-Send": "1" }, signal });
    } catch {
      status(form, words.wordOffline, "waiting");
      return wait(form, PAUSES[Math.min(n, PAUSES.length) - 1]);
    }
    if ([429, 502, 503, 504].includes(response.status) && n < 20) {
      status(form, words.wordBusy, "waiting");
      const asked = Number(response.headers.get("Retry-After"));
      return wait(form, asked > 0 && asked < 600 ? asked : PAUSES[Math.min(n, PAUSES.length) - 1]);
    }
    await finish(form, response);
  }

  async function finish(form, response) {
    const address = response.headers.get("X-Location");
    remember(form, false);
    form.sendDone = true;
    if (address) {
      form.dispatchEvent(new Event("draft:sent"));
      return location.assign(address);
    }
    busy(form, false);
    form.sendTries = 0;
    const type = response.headers.get("Content-Type") ?? "";
    const html = type.startsWith("text/html") ? await response.text().catch(() => "") : "";
    if (!html) return status(form, words.wordFailed, "failed");
    show(html);
  }

  function show(html) {
    const page = new DOMParser().parseFromString(html, "text/html");
    const main = page.querySelector("main");
    if (!main) return;
    document.title = page.title;
    document.querySelector("main").replaceWith(main);
    document.dispatchEvent(new Event("page:replaced"));
    (main.querySelector("[autofocus], .error-summary") ?? main).focus();
    scrollTo(0, 0);
    globalThis.htmx?.process(main);
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !("send" in form.dataset) || event.defaultPrevented) return;
    event.preventDefault();
    if (form.sending && !form.sendWaiting) return;
    once(form);
    form.sendBody = new FormData(form, event.submitter);
    attempt(form);
  });

  function waiting() {
    return [...document.querySelectorAll("form[data-send]")].filter((form) => form.sendWaiting);
  }
  document.querySelectorAll("form[data-send]").forEach(recall);
  addEventListener("online", () => waiting().forEach(attempt));
  addEventListener("beforeunload", (event) => { if (waiting().length) event.preventDefault(); });

  // htmx says nothing when the network is gone; people should hear it.
  function failed() {
    const box = document.getElementById("messages");
    if (!box) return;
    const message = document.createElement("div");
    message.className = "message error";
    message.append(Object.assign(document.createElement("p"), { textContent: words.wordFailed }));
    box.replaceChildren(message);
    box.scrollIntoView({ block: "nearest" });
  }
  for (const name of ["htmx:sendError", "htmx:timeout"]) document.addEventListener(name, failed);
  document.addEventListener("htmx:responseError", (event) => { if (event.detail.xhr.status > 500) failed(); });
})();
