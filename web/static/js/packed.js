// Where one is in a scan without internet: which questions show, what is done, what comes next. The kept pages show
// every question; here they become what the server would have made of them. It decides again when it is there.

import { itemsOf, shownItems } from "./conditions.js";

/** The state of a scan as this device knows it: what is saved, with what is not sent yet laid over it. */
export class Standing {
  constructor(kit, rows) {
    const facts = rows.filter((row) => row.kind === "facts").at(-1);
    this.kit = kit;
    this.facts = facts?.body ?? kit.facts;
    this.answers = { ...kit.answers };
    for (const row of rows) {
      if (row.kind === "answer") this.answers[row.item] = { ...row.body, version: this.answers[row.item]?.version ?? row.version };
    }
    this.shown = shownItems(kit.questionnaire, { answers: this.answers, profile: profileOf(kit.questionnaire, this.facts) });
  }

  /** The themes that have questions now, each with how far it is. */
  get groups() {
    return this.kit.questionnaire.groups
      .map((group) => {
        const items = itemsOf(group.members).map((item) => item.id).filter((item) => this.shown.includes(item));
        return { id: group.id, items, total: items.length, done: items.filter((item) => this.isDone(item)).length };
      })
      .filter((group) => group.total);
  }

  isDone(item) {
    const saved = this.answers[item];
    return Boolean(saved && (saved.dont_know || saved.not_applicable || (saved.answer ?? null) !== null));
  }

  address(item) {
    if (this.kit.audience === "student") return `/scans/${this.kit.scan}/questions/${item}`;
    return `/scans/${this.kit.scan}/themes/${this.groups.find((group) => group.items.includes(item)).id}`;
  }

  /** The first question without an answer; else the overview. */
  get firstOpen() {
    const missing = this.kit.questionnaire.profile.some((field) => !this.facts[`p_${field.id}`]);
    if (missing) return `/scans/${this.kit.scan}/profile`;
    const open = this.shown.find((item) => !this.isDone(item));
    return open ? this.address(open) : `/scans/${this.kit.scan}`;
  }

  /** Where 'save and continue' leads from the page at `path`, and where 'back' does (`step` -1). */
  beside(path, step = 1) {
    const [, place, id] = path.match(/^\/scans\/\d+\/?(\w*)\/?([^/]*)$/) ?? [];
    const overview = `/scans/${this.kit.scan}`;
    if (place === "profile") return step > 0 ? this.firstOpen : overview;
    if (place === "questions") {
      const order = itemsOf(this.kit.questionnaire.groups).map((item) => item.id);
      const from = order.indexOf(id);
      const ways = step > 0 ? order.slice(from + 1) : order.slice(0, from).reverse();
      const next = ways.find((item) => this.shown.includes(item));
      return next ? `${overview}/questions/${next}` : overview;
    }
    const ids = this.groups.map((group) => group.id);
    const next = step > 0 ? ids[ids.indexOf(id) + 1] : undefined;
    return place === "themes" && next ? `${overview}/themes/${next}` : overview;
  }
}

/** The facts as conditions read them. */
function profileOf(questionnaire, facts) {
  const values = {};
  for (const { id, type } of questionnaire.profile) {
    const value = facts[`p_${id}`];
    if (value && (type !== "number" || /^-?\d+(\.\d+)?$/.test(value))) values[id] = type === "yes_no" ? value === "yes" : value;
  }
  return values;
}

/** Make a kept page say where one is now. Gives where to go instead when its question does not show any more. */
export function arrange(standing, path) {
  const here = path.match(/\/questions\/([^/]+)$/)?.[1];
  if (here && !standing.shown.includes(here)) return standing.beside(path);
  const place = document.querySelector(".question-theme .muted");
  if (here && place) renumber(place, standing.shown.indexOf(here) + 1, standing.shown.length);
  for (const card of document.querySelectorAll("[data-card]")) card.hidden = !standing.shown.includes(card.dataset.card);
  for (const listed of document.querySelectorAll("[data-to-ask]")) {
    listed.hidden = !standing.shown.includes(listed.dataset.toAsk) || !standing.answers[listed.dataset.toAsk]?.dont_know;
  }
  for (const list of document.querySelectorAll("[data-to-ask-list]")) {
    list.hidden = ![...list.querySelectorAll("[data-to-ask]")].some((listed) => !listed.hidden);
  }
  for (const step of document.querySelectorAll("[data-step]")) {
    const group = standing.groups.find((one) => one.id === step.dataset.step);
    step.hidden = !group;
    if (group) showProgress(step, group, standing);
  }
  document.querySelector("[data-continue]")?.setAttribute("href", standing.firstOpen);
  if (here) document.querySelector(".button-back")?.setAttribute("href", standing.beside(path, -1));
  return "";
}

function showProgress(step, { done, total, items }, standing) {
  const words = step.querySelector("[data-done]");
  if (words) renumber(words, done, total);
  step.querySelector("a")?.setAttribute("href", standing.address(items[0]));
  if (!step.classList.contains("parcel")) return;
  step.classList.toggle("is-done", done === total);
  const bar = step.querySelector("rect");
  if (bar) bar.setAttribute("width", done === total ? "0" : `${((100 * done) / total).toFixed(1)}%`);
}

/** The last numbers in a sentence, such as 'vraag 3 van 40', become these; its words are the server's. */
function renumber(element, ...numbers) {
  const parts = element.textContent.split(/(\d+)/);
  for (let at = parts.length - 2; at > 0 && numbers.length; at -= 2) parts[at] = numbers.pop();
  element.textContent = parts.join("");
}
