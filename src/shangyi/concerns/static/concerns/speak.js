// The way to reach somebody is asked only of who wants to be named.
"use strict";
(() => {
  const part = document.querySelector("[data-when-named]");
  if (!part) return;
  const show = () => { part.hidden = document.querySelector("[name=naming]:checked")?.value === "unnamed"; };
  document.addEventListener("change", (event) => { if (event.target.name === "naming") show(); });
  show();
})();
