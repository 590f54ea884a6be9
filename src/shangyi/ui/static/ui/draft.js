// What somebody types is not lost: form[data-draft="name"] is kept on the device and comes back after a refresh,
// a lost connection or an expired session. A page with a success message clears what was last sent.
"use strict";
(() => {
  const WEEK = 7 * 24 * 3600 * 1000;
  const words = document.body.dataset;
  const keyOf = (form) => `draft:${form.dataset.draft || location.pathname}`;

  const store = {
    get(key) {
      try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
    },
    set(key, value) {
      try { localStorage.setItem(key, JSON.stringify(value)); return true; } catch { return false; }
    },
    drop(key) {
      try { localStorage.removeItem(key); } catch { /* a private window keeps nothing anyway */ }
    },
  };

  const kept = (field) =>
    field.name && !field.disabled && field.name !== "csrfmiddlewaretoken" && field.name !== "once" &&
    !["password", "file", "hidden", "submit", "button"].includes(field.type) && !("noDraft" in field.dataset);
  const ticked = (field) => field.type === "radio" || field.type === "checkbox";

  function read(form) {
    const values = {};
    for (const field of form.elements) {
      if (!kept(field)) continue;
      if (ticked(field)) { if (field.checked) (values[field.name] ??= []).push(field.value); }
      else (values[field.name] ??= []).push(field.value);
    }
    return values;
  }

  function untouched(form) {
    return [...form.elements].filter(kept).every((field) => {
      if (ticked(field)) return field.checked === field.defaultChecked;
      if (field.tagName === "SELECT") return true;
      return field.value === field.defaultValue && !field.defaultValue;
    });
  }

  function fill(form, values) {
    const queue = structuredClone(values);
    for (const field of form.elements) {
      if (!kept(field)) continue;
      if (ticked(field)) field.checked = (values[field.name] ?? []).includes(field.value);
      else if (queue[field.name]?.length) field.value = queue[field.name].shift();
    }
  }

  function say(form, word, clearable) {
    let line = form.querySelector("[data-draft-status]");
    if (!line) {
      line = document.createElement("p");
      line.className = "draft-status";
      line.dataset.draftStatus = "";
      form.append(line);
    }
    line.setAttribute("role", "status");
    line.className = "draft-status";
    line.textContent = word;
    if (!clearable) return;
    const clear = document.createElement("button");
    clear.type = "button";
    clear.className = "link";
    clear.textContent = words.wordClear;
    clear.addEventListener("click", () => { store.drop(keyOf(form)); form.reset(); line.textContent = ""; });
    line.append(" ", clear);
  }

  function keep(form) {
    const values = read(form);
    const something = [...form.elements].some((f) => kept(f) && !ticked(f) && f.tagName !== "SELECT" && f.value.trim());
    if (!something) return store.drop(keyOf(form));
    if (store.set(keyOf(form), { at: Date.now(), values })) say(form, words.wordSaved, false);
  }

  function markSent(form) {
    try { sessionStorage.setItem("draft-sent", keyOf(form)); } catch { /* then [data-draft-done] clears it */ }
  }

  function watch(form) {
    if (form.draftWatched) return;
    form.draftWatched = true;
    const draft = store.get(keyOf(form));
    if (draft && Date.now() - draft.at > WEEK) store.drop(keyOf(form));
    else if (draft && untouched(form)) { fill(form, draft.values); say(form, words.wordRestored, true); }
    let timer;
    form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(() => keep(form), 300); });
    addEventListener("pagehide", () => { if (timer) keep(form); });
    form.addEventListener("submit", () => {
      clearTimeout(timer);
      timer = 0;
      keep(form);
      if (!("send" in form.dataset)) markSent(form);
    });
    form.addEventListener("draft:sent", () => markSent(form));
  }

  function clearWhatWasTakenIn() {
    for (const mark of document.querySelectorAll("[data-draft-done]")) store.drop(`draft:${mark.dataset.draftDone}`);
    let sent = null;
    try { sent = sessionStorage.getItem("draft-sent"); sessionStorage.removeItem("draft-sent"); } catch { return; }
    if (sent && document.querySelector(".message.success") && !document.querySelector("[data-draft-keep]")) store.drop(sent);
  }

  function start() {
    clearWhatWasTakenIn();
    document.querySelectorAll("form[data-draft]").forEach(watch);
  }
  start();
  document.addEventListener("htmx:load", () => document.querySelectorAll("form[data-draft]").forEach(watch));
  document.addEventListener("page:replaced", () => document.querySelectorAll("form[data-draft]").forEach(watch));
})();
