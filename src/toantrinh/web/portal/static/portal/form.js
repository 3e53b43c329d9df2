/* When an answer decides what else is asked, fetches that part of the form from the server, which
   alone works conditions out. Without it the next page shows the same. */
"use strict";
(() => {
  const form = document.querySelector("form[data-changes]");
  if (!form || !window.fetch || !window.AbortController) return;
  const part = form.querySelector("[data-part]");
  const typed = new Map();
  let going = null;

  const boxes = () => part.querySelectorAll("input:not([type=hidden]), select, textarea");
  const ticked = (box) => box.type === "radio" || box.type === "checkbox";
  const named = (box) => (ticked(box) ? `${box.name}=${box.value}` : box.name);

  function remember() {
    for (const box of boxes()) typed.set(named(box), ticked(box) ? box.checked : box.value);
  }

  // What was typed while the answer was on its way, or before a question went, comes back.
  function restore() {
    for (const box of boxes()) {
      const was = typed.get(named(box));
      if (was === undefined) continue;
      if (ticked(box)) box.checked = was;
      else box.value = was;
    }
  }

  function swap(fresh) {
    const at = part.contains(document.activeElement) ? document.activeElement : null;
    const spot = at && "selectionStart" in at ? at.selectionStart : null;
    remember();
    part.replaceChildren(fresh);
    restore();
    const again = at && at.id && document.getElementById(at.id);
    if (!again) return;
    again.focus({ preventScroll: true });
    if (spot !== null) try { again.setSelectionRange(spot, spot); } catch { /* no text box */ }
  }

  const state = (within) => [
    within.querySelector("[name=asked]").value,
    within.querySelector("[data-computed]")?.textContent ?? "",
  ].join("|");

  form.addEventListener("change", async (event) => {
    if (!part.contains(event.target)) return;
    going?.abort();
    going = new AbortController();
    try {
      const answer = await fetch(form.action, {
        method: "POST", body: new URLSearchParams(new FormData(form)),
        headers: { "X-Part": "form" }, credentials: "same-origin", redirect: "error",
        signal: going.signal,
      });
      if (!answer.ok) return;
      const held = document.createElement("template");
      held.innerHTML = await answer.text();
      if (state(held.content) !== state(part)) swap(held.content);
    } catch { /* A lost line: the next page shows it. */ }
  });
})();
