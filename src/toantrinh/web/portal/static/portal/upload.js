/* Sends a chosen file in pieces and goes on where a broken line stopped. Without it the form itself
   sends the file. */
"use strict";
(() => {
  const PIECE = 256 * 1024;
  const form = document.querySelector("form[data-uploads]");
  if (!form || !window.fetch || !Blob.prototype.slice) return;
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  const vi = document.documentElement.lang !== "en";
  const say = (text, vietnamese) => (vi ? vietnamese : text);
  const wait = (ms) => new Promise((done) => setTimeout(done, ms));

  function ask(url, method, body, headers) {
    return fetch(url, {
      method, body, credentials: "same-origin", redirect: "error",
      headers: { "X-CSRFToken": token, ...headers },
    });
  }

  async function told(response) {
    try { return (await response.json()).text; } catch { return ""; }
  }

  const fields = (pairs) => new URLSearchParams(pairs);

  async function begin(file, name) {
    const answer = await ask(form.dataset.uploads, "POST", fields({ length: file.size, name: file.name }));
    if (answer.status !== 201) throw new Error(await told(answer));
    const address = answer.headers.get("Location");
    localStorage.setItem(name, address);
    return { address, offset: 0 };
  }

  async function resume(file, name) {
    const address = localStorage.getItem(name);
    if (!address) return begin(file, name);
    const answer = await ask(address, "HEAD");
    if (!answer.ok || +answer.headers.get("Upload-Length") !== file.size) return begin(file, name);
    return { address, offset: +answer.headers.get("Upload-Offset") };
  }

  async function send(file, key, show) {
    const name = ["tt", form.dataset.uploads, key, file.name, file.size, file.lastModified].join("|");
    let { address, offset } = await resume(file, name);
    let tries = 0;
    while (offset < file.size) {
      let answer;
      try {
        answer = await ask(address, "PATCH", file.slice(offset, offset + PIECE),
          { "Upload-Offset": offset, "Content-Type": "application/offset+octet-stream" });
      } catch (broken) {
        if (++tries > 8) throw new Error(say("The line broke. Choose the file again to go on.",
          "Mạng bị ngắt. Chọn lại tệp để gửi tiếp phần còn lại."));
        await wait(1000 * tries);
        continue;
      }
      if (!answer.ok && answer.status !== 409) {
        localStorage.removeItem(name);
        throw new Error(await told(answer));
      }
      const next = answer.headers.get("Upload-Offset");
      if (next === null) throw new Error(await told(answer));
      offset = +next;
      tries = 0;
      show(Math.round((100 * offset) / file.size));
    }
    const answer = await ask(address, "POST", fields({ key }));
    localStorage.removeItem(name);
    if (!answer.ok) throw new Error(await told(answer));
    return told(answer);
  }

  form.addEventListener("change", async (event) => {
    const box = event.target;
    const place = box.closest("[data-upload]");
    if (box.type !== "file" || !place || !box.files.length) return;
    let line = place.querySelector("[role=status]");
    if (!line) {
      line = document.createElement("p");
      line.className = "small";
      line.setAttribute("role", "status");
      place.append(line);
    }
    const file = box.files[0];
    line.textContent = say("Sending…", "Đang gửi…");
    box.disabled = true;
    try {
      line.textContent = `✓ ${file.name}: ${await send(file, place.dataset.upload, (percent) => {
        line.textContent = `${percent} %`;
      })}`;
      /* Sent already: the form need not carry it again. */
      box.value = "";
    } catch (problem) {
      line.textContent = problem.message || say("Not sent. Please try again.", "Chưa gửi được. Hãy thử lại.");
      box.value = "";
    }
    box.disabled = false;
  });
})();
