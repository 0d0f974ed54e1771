// Saves an answer as soon as it is given. The page works without this: its button saves.
(() => {
  "use strict";
  const form = document.querySelector("form[data-autosave]");
  const state = document.querySelector(".save-state");
  const token = document.querySelector('meta[name="csrf-token"]')?.content;
  if (!form || !state || !token) return;
  const english = document.documentElement.lang === "en";
  const words = english
    ? { saving: "Saving", saved: "Saved", waiting: "Not sent yet", failed: "Not saved, try again" }
    : { saving: "Bezig met opslaan", saved: "Opgeslagen", waiting: "Nog niet verzonden", failed: "Niet gelukt, probeer opnieuw" };

  const show = (name) => {
    state.dataset.state = name;
    state.replaceChildren(Object.assign(document.createElement("span"), { textContent: words[name] }));
  };

  const answerOf = (item) => {
    const chosen = [...form.querySelectorAll(`[name="q_${item}"]:checked`)];
    if (!chosen.length) return null;
    const value = chosen[0].value;
    if (value === "dont_know") return { dont_know: true };
    if (value === "not_applicable") {
      const reason = form.querySelector(`[name="r_${item}"]`)?.value;
      return reason ? { not_applicable: reason, note: form.querySelector(`[name="n_${item}"]`)?.value || null } : null;
    }
    if (chosen[0].type === "checkbox") return { answer: chosen.map((input) => input.value) };
    const yesNo = { yes: true, no: false };
    return { answer: value in yesNo ? yesNo[value] : value };
  };

  let line = Promise.resolve(); // one request at a time, in the order of the answers
  const save = (version) => async () => {
    const item = version.dataset.version;
    const answer = answerOf(item);
    if (!answer) return;
    show("saving");
    try {
      const response = await fetch(form.dataset.autosave, {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRF-Token": token },
        body: JSON.stringify({ [item]: { ...answer, version: Number(version.value) } }),
      });
      if (!response.ok) return show("failed"); // the button shows what is wrong, or both versions
      version.value = (await response.json()).versions[item];
      show("saved");
    } catch {
      show("waiting");
    }
  };

  form.addEventListener("change", (event) => {
    const item = event.target.name?.match(/^[qrn]_(.+)$/)?.[1];
    const version = item && form.querySelector(`[data-version="${item}"]`);
    if (version) line = line.then(save(version));
  });
})();
