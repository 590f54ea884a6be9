// The desk by keyboard: J K and arrows walk a [data-list], Enter opens, a letter presses what carries it, U undoes.
// Nothing happens while somebody types, holds Ctrl, Alt or Meta, or composes Chinese.
"use strict";
(() => {
  const typing = (node) => node instanceof Element && node.closest("input, textarea, select, [contenteditable]") !== null;
  const rows = () => [...document.querySelectorAll("[data-list] [data-row]")].filter((row) => row.offsetParent);
  const current = () => rows().find((row) => row.getAttribute("aria-current") === "true");
  const link = (row) => row?.querySelector("[data-open], a[href]");

  function go(row) {
    if (!row) return;
    for (const other of rows()) if (other !== row) other.removeAttribute("aria-current");
    row.setAttribute("aria-current", "true");
    link(row)?.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
    row.dispatchEvent(new CustomEvent("row-current", { bubbles: true }));
  }

  function step(by) {
    const all = rows();
    const at = all.indexOf(current());
    go(all[Math.min(Math.max(at + by, 0), all.length - 1)]);
  }

  function pressable(key) {
    const fits = (node) => node.dataset.key.toLowerCase() === key && node.offsetParent && !node.disabled;
    const inRow = current()?.querySelectorAll("[data-key]") ?? [];
    return [...inRow].find(fits) ?? [...document.querySelectorAll("[data-key]")].find((node) => fits(node) && !node.closest("[data-row]"));
  }

  function undo() {
    const form = [...document.querySelectorAll("form[data-undo]")].at(-1);
    form?.requestSubmit();
    return Boolean(form);
  }

  function act(key, target) {
    const inList = target instanceof Element && target.closest("[data-list]") !== null;
    if (key === "j" || (key === "arrowdown" && inList)) return rows().length ? (step(1), true) : false;
    if (key === "k" || (key === "arrowup" && inList)) return rows().length ? (step(-1), true) : false;
    if (key === "enter") {
      if (target instanceof Element && target.closest("a, button, summary")) return false;
      const open = link(current());
      open?.click();
      return Boolean(open);
    }
    const node = pressable(key);
    if (node) { node.click(); return true; }
    return key === "u" && undo();
  }

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.repeat && !/^([jk]|Arrow)/i.test(event.key)) return;
    if (typing(event.target)) return;
    if (document.querySelector("dialog[open]")) return;
    if (act(event.key.toLowerCase(), event.target)) event.preventDefault();
  });

  document.addEventListener("focusin", (event) => {
    const row = event.target instanceof Element && event.target.closest("[data-list] [data-row]");
    if (row && row !== current()) go(row);
  });
})();
