// Single-letter keys of the desk: they only move to what is on the page.
(() => {
  "use strict";
  const toggle = document.querySelector("#keys");
  const kept = (set) => { try { return set ? localStorage.setItem("desk-keys", set) : localStorage.getItem("desk-keys"); } catch { } };
  let on = kept() !== "off";
  const tell = () => toggle.setAttribute("aria-pressed", String(on));
  if (toggle) {
    toggle.hidden = false;
    toggle.addEventListener("click", () => { on = !on; tell(); kept(on ? "on" : "off"); });
    tell();
  }
  const typing = (at) => at.matches("input:not([type=checkbox], [type=radio]), textarea, select");
  const all = (what) => [...document.querySelectorAll(what)].filter((a) => a.checkVisibility());
  const lines = () => all(".queue li > a");
  const boxes = () => all(".tick input");
  const step = (by) => {
    const at = lines();
    const focused = at.findIndex((a) => a.matches(":focus"));
    const from = focused < 0 ? at.findIndex((a) => a.matches("[aria-current]")) : focused;
    at[from < 0 ? 0 : Math.min(Math.max(from + by, 0), at.length - 1)]?.focus();
  };
  const tick = () => {
    const box = document.querySelector("li:focus-within .tick input");
    if (box) box.checked = !box.checked;
  };
  const tickAll = () => {
    const any = boxes().some((box) => !box.checked);
    boxes().forEach((box) => { box.checked = any; });
  };
  const moves = { j: () => step(1), k: () => step(-1),
    o: () => (lines().find((a) => a.matches(":focus")) ?? lines()[0])?.click() };
  document.addEventListener("keydown", (event) => {
    if (!on || event.ctrlKey || event.altKey || event.metaKey || typing(event.target)) return;
    const key = event.key.toLowerCase();
    const done = moves[key] ?? (boxes().length ? { x: tick, a: tickAll }[key] : null);
    const named = /^\S$/.test(key) && document.querySelector(`[accesskey="${CSS.escape(key)}"]`);
    if (!done && !named) return;
    if (done) done(); else if (key === "?") named.click(); else named.focus();
    event.preventDefault();
  });
})();
