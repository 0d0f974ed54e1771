// Saves an answer as soon as it is given, and keeps on this device what could not be sent. The page works without
// this: its button saves.
(() => {
  "use strict";
  const read = (key) => {
    try {
      return JSON.parse(localStorage.getItem(key)) ?? {};
    } catch {
      return {};
    }
  };
  const write = (key, unsent) => {
    try {
      if (Object.keys(unsent).length) localStorage.setItem(key, JSON.stringify(unsent));
      else localStorage.removeItem(key);
    } catch {
      // Storage is refused in some private windows; then the page itself keeps it as long as it is open.
    }
  };

  // The page with both answers has what was not sent: from here on it is chosen there.
  for (const both of document.querySelectorAll("[data-both-of]")) {
    const key = `unsent:${both.dataset.autosave}`;
    const { [both.dataset.bothOf]: _here, ...others } = read(key);
    write(key, others);
  }

  const form = document.querySelector("form[data-autosave]");
  const state = document.querySelector(".save-state");
  const words = document.querySelector("template[data-save-states]");
  const token = document.querySelector('meta[name="csrf-token"]')?.content;
  if (!form || !state || !words || !token) return;
  const address = form.dataset.autosave;

  const show = (name) => {
    state.dataset.state = name;
    state.replaceChildren(...words.content.querySelector(`[data-state="${name}"]`).cloneNode(true).childNodes);
  };
  const notice = (name, visible) => {
    const found = document.querySelector(name === "offline" ? "[data-offline-band]" : `[data-save-notice="${name}"]`);
    if (found) found.hidden = !visible;
  };

  // What was not sent: {item: {version, answer…}}, for this scan only, until the server has it.
  const key = `unsent:${address}`;
  const unsent = read(key);
  const keep = () => write(key, unsent);

  const fields = (item, kind) => [...form.querySelectorAll(`[name="${kind}_${item}"]`)];
  const yesNo = { yes: true, no: false };
  const answerOf = (item) => {
    const inputs = fields(item, "q");
    const several = inputs.some((input) => input.type === "checkbox");
    if (several) return { answer: inputs.filter((input) => input.checked).map((input) => input.value) };
    const value = (inputs.some((input) => input.type === "radio") ? inputs.find((input) => input.checked) : inputs[0])?.value;
    if (value === undefined) return null;
    if (value === "dont_know") return { dont_know: true };
    if (value === "not_applicable") {
      const reason = fields(item, "r")[0]?.value;
      return reason ? { not_applicable: reason, note: fields(item, "n")[0]?.value || null } : null;
    }
    return { answer: yesNo[value] ?? (value || null) };
  };
  const fill = (item, saved) => {
    const given = saved.dont_know ? "dont_know" : saved.not_applicable ? "not_applicable" : saved.answer;
    const values = [given].flat().map((one) => (one === true ? "yes" : one === false ? "no" : String(one ?? "")));
    for (const input of fields(item, "q")) {
      if (["radio", "checkbox"].includes(input.type)) input.checked = values.includes(input.value);
      else input.value = values[0];
    }
    if (saved.not_applicable) for (const input of fields(item, "r")) input.value = saved.not_applicable;
    if (saved.note) for (const input of fields(item, "n")) input.value = saved.note;
  };

  const send = async (item) => {
    if (!unsent[item]) return;
    show("saving");
    const sent = unsent[item];
    let response;
    try {
      response = await fetch(address, {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRF-Token": token },
        body: JSON.stringify({ [item]: sent }),
      });
    } catch {
      notice("offline", true);
      return show("waiting");
    }
    notice("offline", false);
    notice("away", response.status === 401);
    if (response.status === 409) {
      if (fields(item, "q").length) notice("conflict", true); // the button shows both answers
      else location.assign(address.replace(/answers$/, `questions/${item}`));
      return show("conflict");
    }
    if (response.status === 401) return show("waiting");
    if ([403, 404, 422].includes(response.status)) delete unsent[item]; // no second try helps; the button says why
    if (!response.ok) {
      keep();
      return show("failed");
    }
    const version = (await response.json()).versions[item];
    for (const input of form.querySelectorAll(`[data-version="${item}"]`)) input.value = version;
    if (unsent[item] === sent) delete unsent[item];
    else unsent[item].version = version; // changed while it was under way: its own turn comes
    keep();
    show("saved");
  };

  let line = Promise.resolve(); // one request at a time, in the order of the answers
  let underWay = 0;
  const queue = (item) => {
    underWay += 1;
    line = line.then(() => send(item)).finally(() => { underWay -= 1; });
  };

  form.addEventListener("change", (event) => {
    const item = event.target.name?.match(/^[qrn]_(.+)$/)?.[1];
    const version = item && form.querySelector(`[data-version="${item}"]`);
    const answer = version && answerOf(item);
    if (!answer) return;
    unsent[item] = { ...answer, version: Number(version.value) };
    keep();
    queue(item);
  });

  // The button waits for what is under way: else the answer it sends would come with a version that just passed.
  form.addEventListener("submit", (event) => {
    if (!navigator.onLine) {
      event.preventDefault();
      notice("offline", true);
    } else if (underWay) {
      event.preventDefault();
      const button = event.submitter;
      line.then(() => form.requestSubmit(button));
    }
  });

  for (const [item, saved] of Object.entries(unsent)) {
    if (form.querySelector(`[data-version="${item}"]`)) fill(item, saved);
    queue(item);
  }
  window.addEventListener("online", () => Object.keys(unsent).forEach(queue));
})();
