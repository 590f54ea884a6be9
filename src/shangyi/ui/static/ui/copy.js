// [data-copy="#id"] copies the words of that element; where the clipboard is closed it selects them.
"use strict";
(() => {
  async function copy(button) {
    const source = document.querySelector(button.dataset.copy);
    const line = button.parentElement.querySelector("[data-copied]");
    let word = document.body.dataset.wordCopied;
    try {
      await navigator.clipboard.writeText(source.innerText);
    } catch {
      getSelection().selectAllChildren(source);
      if (!document.execCommand("copy")) word = document.body.dataset.wordCopyYourself;
    }
    if (line) line.textContent = word;
  }
  const show = () => { for (const button of document.querySelectorAll("[data-copy]")) button.hidden = false; };
  show();
  document.addEventListener("htmx:load", show);
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element && event.target.closest("[data-copy]");
    if (button) copy(button);
  });
})();
