// Small comforts. Every page works without them.
import { mayKeepSomething } from "./store.js";

// Help keeps the state it was last given.
for (const details of document.querySelectorAll("details[data-remember]")) {
  const key = `open:${details.dataset.remember}`;
  try {
    if (localStorage.getItem(key) === "yes") details.open = true;
    details.addEventListener("toggle", () => localStorage.setItem(key, details.open ? "yes" : "no"));
  } catch {
    // Storage is refused in some private windows; then help simply starts closed.
  }
}

// The error summary takes the focus when the page opens.
document.querySelector("[data-focus]")?.focus();

// A link in the error summary goes to the field itself: of a group of fields to the one that is wrong, or chosen.
document.addEventListener("click", (event) => {
  const link = event.target.closest('.errors a[href^="#"]');
  const target = link && document.getElementById(link.hash.slice(1));
  if (!target) return;
  const field = target.matches("input, select, textarea")
    ? target
    : (target.querySelector('[aria-invalid="true"], input:checked') ?? target.querySelector("input, select, textarea"));
  if (!field) return;
  event.preventDefault();
  for (let one = field.closest("details"); one; one = one.parentElement.closest("details")) one.open = true;
  field.focus();
});

// A link that leads to a confirm page opens the same question as a dialog.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  const dialog = opener && document.getElementById(opener.dataset.opens);
  if (!dialog?.showModal) return;
  event.preventDefault();
  dialog.showModal();
});

// A toast stays at least eight seconds, longer while it is used; its words stay in the page.
for (const toast of document.querySelectorAll("[data-toast]:not(.toast-in-flow)")) {
  const leave = () => {
    if (toast.matches(":hover, :focus-within")) setTimeout(leave, 4000);
    else toast.hidden = true;
  };
  setTimeout(leave, 10000);
}

// A chosen file shows its name on its button.
document.addEventListener("change", (event) => {
  const input = event.target;
  if (input.type !== "file" || !input.closest(".evidence-add")) return;
  const words = input.parentElement.querySelector("span");
  words.dataset.rest ??= words.textContent;
  words.textContent = input.files[0]?.name ?? words.dataset.rest;
});

// What a device keeps of a person goes when they leave (leaving.js); most devices keep nothing.
const owner = document.querySelector('meta[name="owner"]')?.content;
const keeps = mayKeepSomething() || (await globalThis.caches?.keys())?.length;
if (keeps) import("./leaving.js").then(({ guard }) => guard(owner));
