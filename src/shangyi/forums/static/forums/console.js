// The host's lines. form[data-queue="name"]: a line is put on the device first and sent then, one after the other, each
// under a key of its own; the server keeps a key once. Without network they wait here, also over a reload, and go out
// when it is back. Without this script the form is an ordinary one.
"use strict";
(() => {
  const PAUSES = [1, 2, 5, 10, 20, 30];
  const form = document.querySelector("form[data-queue]");
  const name = form?.dataset.queue;
  const status = form?.querySelector("[data-queue-status]");
  const list = document.querySelector("[data-queue-list]");
  const field = form?.querySelector("[data-line]");
  let sending = false;
  let tries = 0;
  let timer;

  const newKey = () => crypto.randomUUID?.() ?? `${Date.now()}-${Math.random().toString(36).slice(2, 14)}`;

  function read() {
    try { return JSON.parse(localStorage.getItem(name) ?? "[]"); } catch { return []; }
  }

  // Another window of the same host writes to the same store: it is read anew before every change.
  function change(how) {
    const lines = how(read());
    lines.length ? localStorage.setItem(name, JSON.stringify(lines)) : localStorage.removeItem(name);
    show();
  }

  function say(word, tone = "") {
    status.className = `draft-status ${tone}`;
    status.textContent = word;
  }

  function button(word, act) {
    const one = document.createElement("button");
    one.type = "button";
    one.className = "button quiet small";
    one.textContent = word;
    one.addEventListener("click", act);
    return one;
  }

  function show() {
    const lines = read();
    list.hidden = !lines.length;
    list.replaceChildren(...lines.map((line) => {
      const entry = document.createElement("li");
      entry.className = "line";
      entry.dataset.key = line.key;
      entry.append(Object.assign(document.createElement("p"), { className: "words", textContent: line.text }));
      if (line.refused) {
        const why = document.createElement("p");
        why.className = "small error";
        why.textContent = `${form.dataset.wordRefused}: ${line.refused}`;
        entry.append(why, button(form.dataset.wordAgain, () => again(line)), button(form.dataset.wordDrop, () => drop(line.key)));
      }
      return entry;
    }));
  }

  const drop = (key) => change((lines) => lines.filter((line) => line.key !== key));

  function again(line) {
    field.value = line.text;
    field.focus();
    drop(line.key);
  }

  function take() {
    const line = { key: newKey(), written: new Date().toISOString() };
    for (const [field, value] of new FormData(form)) {
      if (typeof value === "string" && !["csrfmiddlewaretoken", "key"].includes(field)) line[field] = value;
    }
    change((lines) => [...lines, line]);
    field.value = "";
    for (const box of form.querySelectorAll("input[type=checkbox]")) box.checked = false;
    field.focus();
  }

  function body(line) {
    const data = new FormData();
    for (const [field, value] of Object.entries(line)) if (field !== "refused") data.append(field, value);
    data.append("sent", new Date().toISOString());
    data.append("csrfmiddlewaretoken", form.elements.namedItem("csrfmiddlewaretoken").value);
    return data;
  }

  async function send(line) {
    const signal = AbortSignal.timeout?.(20_000);
    const headers = { "X-Send": "line" };
    const response = await fetch(form.action, { method: "POST", body: body(line), headers, redirect: "manual", signal });
    if (response.ok) return drop(line.key);
    if (response.type === "opaqueredirect" || response.status === 403) throw new Error("signed out");
    if (response.status >= 500 || response.status === 429) throw new Error("later");
    const said = await response.json().catch(() => ({}));
    change((lines) => lines.map((each) => (each.key === line.key ? { ...each, refused: said.happened ?? response.status } : each)));
  }

  async function flush() {
    if (sending) return;
    sending = true;
    clearTimeout(timer);
    try {
      for (let line; (line = read().find((each) => !each.refused)); ) {
        await send(line);
        tries = 0;
        say(form.dataset.wordKept);
        document.querySelector(".console")?.dispatchEvent(new CustomEvent("live"));
      }
    } catch (problem) {
      say(problem.message === "signed out" ? form.dataset.wordSignIn : form.dataset.wordWaits, "waiting");
      timer = setTimeout(flush, PAUSES[Math.min(tries++, PAUSES.length - 1)] * 1000);
    } finally {
      sending = false;
    }
  }

  function canKeep() {
    try {
      localStorage.setItem("floor:probe", "1");
      localStorage.removeItem("floor:probe");
      return true;
    } catch { return false; }
  }

  if (form && list && canKeep()) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (!field.value.trim()) return field.focus();
      take();
      flush();
    });
    addEventListener("online", flush);
    show();
    if (read().length) flush();
  }

  // Enter writes; Shift+Enter is a new line; while Chinese is being composed Enter belongs to the composition.
  field?.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    form.requestSubmit();
  });

  // Alt+1 … 9: the kind of the newest line. N, H outside of fields: next item, call the next.
  document.addEventListener("keydown", (event) => {
    const digit = /^Digit([1-9])$/.exec(event.code);
    if (digit && event.altKey) {
      const choice = document.querySelectorAll("form[data-newest] button.kind")[Number(digit[1]) - 1];
      if (choice) { event.preventDefault(); choice.click(); }
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
    document.querySelector(`[data-press="${event.key.toLowerCase()}"]:not([disabled])`)?.click();
  });
})();
