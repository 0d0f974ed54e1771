// Says in words what is not sent yet, and what waits for a decision. The words come from the page's template.

import { forget } from "./outbox.js";

const KINDS = [
  ["answer", (row) => row.kind === "answer"],
  ["photo", (row) => row.kind === "piece" && row.body.form === "photo"],
  ["piece", (row) => row.kind === "piece" && row.body.form !== "photo"],
  ["facts", (row) => row.kind === "facts"],
];

/** '2 antwoorden en 1 foto': an answer that waits twice is one answer. */
export function thingsIn(rows, words) {
  const parts = KINDS.map(([name, isOne]) => {
    const own = rows.filter(isOne);
    const count = name === "answer" ? new Set(own.map((row) => row.item)).size : own.length;
    return count && (count === 1 ? words[name] : words[`${name}s`] ?? words[name]).replace("{count}", count);
  }).filter(Boolean);
  return parts.length > 1 ? `${parts.slice(0, -1).join(", ")} ${words.and} ${parts.at(-1)}` : parts.join("");
}

/** Whether `thingsIn` names a single thing, for the verb that goes with it. */
export const isOne = (rows) => new Set(rows.map((row) => (row.kind === "answer" ? row.item : row))).size === 1;

/** Show the band for what waits (`offline`: there was no reply), and the list of what asks for a decision. */
export function showUnsent(rows, offline, questions) {
  const words = document.querySelector("template[data-unsent-words]")?.dataset;
  const band = document.querySelector("[data-offline-band]");
  if (!words || !band) return;
  const waiting = rows.filter((row) => row.state === "waiting");
  band.hidden = !offline;
  band.querySelector("[data-offline-title]").textContent = offline ? words.offline : words.unsent;
  const sentence = waiting.length ? words[isOne(waiting) ? "one" : "many"].replace("{things}", thingsIn(waiting, words)) : words.none;
  band.querySelector("[data-offline-text]").textContent = sentence;
  showDecisions(rows.filter((row) => row.state !== "waiting"), words, questions);
}

function showDecisions(rows, words, questions) {
  const box = document.querySelector("[data-decisions]");
  if (!box) return;
  box.hidden = !rows.length;
  box.querySelector("ul").replaceChildren(...rows.map((row) => decision(row, words, questions)));
}

function decision(row, words, questions) {
  const line = document.createElement("li");
  const link = document.createElement("a");
  link.href = row.kind === "facts" ? `/scans/${row.scan}/profile` : `/scans/${row.scan}/questions/${row.item}`;
  link.textContent = row.kind === "facts" ? words.facts : questions[row.item] ?? words.answer;
  line.append(link, ` ${row.state === "clash" ? words.clash : row.message} `);
  if (row.state === "refused") {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button-link";
    button.textContent = words.forget;
    button.addEventListener("click", () => forget(row.id).then(() => location.reload()));
    line.append(button);
  }
  return line;
}
