// Turning slides with the keyboard. Without script the links on every slide do the same.
(() => {
  "use strict";

  const slides = [...document.querySelectorAll("[data-slides] > .slide")];
  if (!slides.length) return;

  const shown = () => {
    const middle = window.innerHeight / 2;
    const place = slides.findIndex((slide) => slide.getBoundingClientRect().bottom > middle);
    return place < 0 ? slides.length - 1 : place;
  };

  const turn = (place) => {
    const slide = slides[Math.min(Math.max(place, 0), slides.length - 1)];
    history.replaceState(null, "", `#${slide.id}`);
    slide.scrollIntoView();
    slide.focus({ preventScroll: true });
  };

  const steps = {
    ArrowRight: () => shown() + 1,
    ArrowDown: () => shown() + 1,
    PageDown: () => shown() + 1,
    " ": () => shown() + 1,
    ArrowLeft: () => shown() - 1,
    ArrowUp: () => shown() - 1,
    PageUp: () => shown() - 1,
    Home: () => 0,
    End: () => slides.length - 1,
  };

  document.addEventListener("keydown", (event) => {
    const step = steps[event.key];
    if (!step || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (event.key === " " && event.target.closest("a, button")) return;
    event.preventDefault();
    turn(step());
  });

  // A link to another slide also brings the keyboard there.
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#slide-"]');
    const place = link && slides.findIndex((slide) => `#${slide.id}` === link.hash);
    if (!link || place < 0) return;
    event.preventDefault();
    turn(place);
  });

  const full = document.querySelector("[data-full-screen]");
  if (full && document.documentElement.requestFullscreen) {
    full.hidden = false;
    full.addEventListener("click", () => {
      const place = shown();
      document.documentElement.requestFullscreen().then(() => turn(place === slides.length - 1 ? 0 : place), () => {});
    });
  }
  const print = document.querySelector("[data-print]");
  if (print) {
    print.hidden = false;
    print.addEventListener("click", () => window.print());
  }
  const keys = document.querySelector("[data-keys]");
  if (keys) keys.hidden = false;
})();
