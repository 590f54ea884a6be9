// [data-drawing]: a name is drawn with finger, pen or mouse; the strokes go up as numbers in the form's hidden field.
// Without this script the part says so, and the form signs without a drawing.
"use strict";
(() => {
  const WIDTH = 1000, HEIGHT = 360, NEAR = 3, MOST = 60;

  function start(part) {
    const canvas = part.querySelector("canvas");
    const field = part.querySelector("input[name=strokes]");
    const line = part.querySelector("[role=status]");
    const undo = part.querySelector("[data-undo]");
    const clear = part.querySelector("[data-clear]");
    const pen = canvas.getContext("2d");
    if (!pen || !("PointerEvent" in window)) return;
    let strokes = [];
    let current = null;
    part.querySelector("[data-without]").hidden = true;
    part.querySelector("[data-with]").hidden = false;
    canvas.width = WIDTH;
    canvas.height = HEIGHT;

    function paint() {
      pen.clearRect(0, 0, WIDTH, HEIGHT);
      pen.strokeStyle = getComputedStyle(canvas).color;
      pen.lineWidth = 7;
      pen.lineCap = pen.lineJoin = "round";
      for (const stroke of strokes) {
        pen.beginPath();
        pen.moveTo(...stroke[0]);
        for (const point of stroke) pen.lineTo(...point);
        pen.stroke();
      }
    }

    function keep() {
      field.value = strokes.length ? JSON.stringify(strokes) : "";
      undo.disabled = clear.disabled = !strokes.length;
      line.textContent = strokes.length ? part.dataset.drawn : part.dataset.empty;
      paint();
    }

    function where(event) {
      const box = canvas.getBoundingClientRect();
      return [
        Math.round(Math.min(Math.max((event.clientX - box.left) / box.width, 0), 1) * WIDTH),
        Math.round(Math.min(Math.max((event.clientY - box.top) / box.height, 0), 1) * HEIGHT),
      ];
    }

    canvas.addEventListener("pointerdown", (event) => {
      if (!event.isPrimary || event.button !== 0 || strokes.length >= MOST) return;
      event.preventDefault();
      canvas.setPointerCapture(event.pointerId);
      current = [where(event)];
      strokes.push(current);
      paint();
    });
    canvas.addEventListener("pointermove", (event) => {
      if (!current || !event.isPrimary) return;
      for (const each of event.getCoalescedEvents?.() ?? [event]) {
        const point = where(each);
        const last = current[current.length - 1];
        if (Math.hypot(point[0] - last[0], point[1] - last[1]) >= NEAR) current.push(point);
      }
      paint();
    });
    for (const end of ["pointerup", "pointercancel"]) {
      canvas.addEventListener(end, (event) => { if (current && event.isPrimary) { current = null; keep(); } });
    }
    undo.addEventListener("click", () => { strokes.pop(); keep(); });
    clear.addEventListener("click", () => { strokes = []; keep(); });
    try { strokes = JSON.parse(field.value || "[]"); } catch { strokes = []; }
    keep();
  }

  for (const part of document.querySelectorAll("[data-drawing]")) start(part);
})();
