// Single-letter keys of the desk. All of them only move to what is on the page anyway.
(() => {
  "use strict";
  const store = "desk-keys";
  const toggle = document.getElementById("keys");
  const read = () => { try { return localStorage.getItem(store) !== "off"; } catch { return true; } };
  let on = read();
  if (toggle) {
    toggle.hidden = false;
    toggle.setAttribute("aria-pressed", String(on));
    toggle.addEventListener("click", () => {
      on = !on;
      toggle.setAttribute("aria-pressed", String(on));
      try { localStorage.setItem(store, on ? "on" : "off"); } catch { /* for this page only */ }
    });
  }
  const typing = (at) => at.matches("input:not([type=checkbox], [type=radio]), textarea, select");
  const lines = () => [...document.querySelectorAll(".queue li > a")].filter((a) => a.checkVisibility());
  const step = (by) => {
    const all = lines();
    const focused = all.indexOf(document.activeElement);
    const from = focused < 0 ? all.findIndex((a) => a.hasAttribute("aria-current")) : focused;
    const next = from < 0 ? 0 : Math.min(Math.max(from + by, 0), all.length - 1);
    if (all[next]) all[next].focus();
  };
  const open = () => {
    const at = document.activeElement;
    const line = lines().includes(at) ? at : lines()[0];
    if (line) line.click();
  };
  const boxes = () => [...document.querySelectorAll(".queue .tick input")];
  const tick = () => {
    const box = document.activeElement.closest("li")?.querySelector(".tick input");
    if (box) box.checked = !box.checked;
    return Boolean(box);
  };
  const tickAll = () => {
    const all = boxes();
    const on = all.some((box) => !box.checked);
    for (const box of all) box.checked = on;
    return all.length > 0;
  };
  const reach = (key) => {
    const found = document.querySelector(`[accesskey="${CSS.escape(key)}"]`);
    if (found) found.focus();
    return Boolean(found);
  };
  document.addEventListener("keydown", (event) => {
    if (!on || event.ctrlKey || event.altKey || event.metaKey || typing(event.target)) return;
    const key = event.key.toLowerCase();
    const done = { j: () => step(1), k: () => step(-1), o: open }[key];
    if (done) done();
    else if (key === "?") document.querySelector("[accesskey=\"?\"]")?.click();
    else if (boxes().length && { x: tick, a: tickAll }[key]?.()) { /* ticked */ }
    else if (key.length !== 1 || key === " " || !reach(key)) return;
    event.preventDefault();
  });
})();
