// input[type=file][data-photos]: previews, smaller copies without location, never more than data-max.
// Where the browser cannot redraw a picture the original goes up and the server strips it.
"use strict";
(() => {
  const LONGEST = 1600;
  const QUALITY = 0.82;
  const words = document.body.dataset;

  async function smaller(file) {
    if (!file.type.startsWith("image/") || file.type === "image/gif") return file;
    try {
      const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
      const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(picture.width * scale);
      canvas.height = Math.round(picture.height * scale);
      const pen = canvas.getContext("2d");
      pen.fillStyle = "#fff";
      pen.fillRect(0, 0, canvas.width, canvas.height);
      pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
      picture.close();
      const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
      if (!blob) return file;
      const small = new File([blob], `${file.name.replace(/\.\w+$/, "")}.jpg`, { type: "image/jpeg", lastModified: 0 });
      redrawn.add(small);
      return small;
    } catch {
      return file;
    }
  }
  const redrawn = new WeakSet();

  function put(input) {
    const box = new DataTransfer();
    for (const file of input.chosen) box.items.add(file);
    input.files = box.files;
  }

  function draw(input, leftOut) {
    let strip = input.parentElement.querySelector("ul.photos");
    if (!strip) {
      strip = document.createElement("ul");
      strip.className = "photos";
      strip.setAttribute("role", "list");
      input.after(strip);
      input.insertAdjacentHTML("afterend", '<p class="draft-status" role="status"></p>');
    }
    for (const picture of strip.querySelectorAll("img")) URL.revokeObjectURL(picture.src);
    strip.replaceChildren(...input.chosen.map((file, i) => preview(input, file, i)));
    const clean = input.chosen.length && input.chosen.every((file) => redrawn.has(file));
    const line = input.parentElement.querySelector(".draft-status");
    line.textContent = leftOut ? words.wordMost : clean ? words.wordLocated : "";
  }

  function preview(input, file, i) {
    const entry = document.createElement("li");
    const picture = Object.assign(document.createElement("img"), { src: URL.createObjectURL(file), alt: "", width: 96, height: 96 });
    const remove = Object.assign(document.createElement("button"), { type: "button", textContent: "×" });
    remove.setAttribute("aria-label", `${words.wordRemove} ${i + 1}`);
    remove.addEventListener("click", () => { input.chosen.splice(i, 1); put(input); draw(input, false); input.focus(); });
    entry.append(picture, remove);
    return entry;
  }

  async function chosen(input) {
    const most = Number(input.dataset.max) || 6;
    const fresh = [...input.files];
    const room = Math.max(0, most - (input.chosen?.length ?? 0));
    const added = await Promise.all(fresh.slice(0, room).map(smaller));
    input.chosen = [...(input.chosen ?? []), ...added];
    put(input);
    draw(input, fresh.length > room);
  }

  document.addEventListener("change", (event) => {
    const input = event.target;
    if (input instanceof HTMLInputElement && "photos" in input.dataset && input.files.length) chosen(input);
  });
})();
