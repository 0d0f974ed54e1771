// Evidence from this device: checked here, kept in the outbox, shown from there until the server has it.

import { forget, keepPiece } from "./outbox.js";

const MOST_BYTES = 10 * 1024 * 1024;
const SAFE_LINK = /^https:\/\/[^\s\/?#@:]+\.[^\s\/?#@:]+(:\d{1,5})?([\/?#]\S*)?$/i; // as the server judges it

/** The evidence part of a question page; null where it has none. */
export function piecesOf(form, place) {
  const list = form.querySelector("[data-pieces-of]");
  return list && new Pieces(form, list, place);
}

class Pieces {
  constructor(form, list, place) {
    Object.assign(this, { form, list, place, item: list.dataset.piecesOf, addresses: [] });
    this.pattern = form.querySelector("template[data-piece-pattern]");
    this.words = this.pattern.dataset;
  }

  /** What is filled in, into the outbox. False, with the reason shown, when something is wrong with it. */
  async add() {
    const field = (name) => this.form.elements.namedItem(name);
    const [caption, speaker] = [field("caption").value.trim(), field("speaker_role").value.trim()];
    const files = ["photo", "document"].flatMap((name) => [...(field(name)?.files ?? [])].map((file) => [name, file]));
    const url = field("url").value.trim();
    const fault = this.faultIn(files, url, caption);
    this.say(fault);
    if (fault) return false;
    try {
      for (const [form, file] of files) {
        const copy = new Blob([await file.arrayBuffer()], { type: file.type }); // the file itself may be gone later
        await keepPiece(this.place, this.item, { form, caption, speaker: "", file: copy });
      }
      if (url) await keepPiece(this.place, this.item, { form: "link", caption, speaker: "", url });
      if (!files.length && !url) await keepPiece(this.place, this.item, { form: "note", caption, speaker });
    } catch {
      this.say(this.words.noRoom);
      return false;
    }
    for (const name of ["photo", "document", "url", "caption", "speaker_role"]) field(name).value = "";
    for (const input of this.form.querySelectorAll(".evidence-add input")) input.dispatchEvent(new Event("change", { bubbles: true }));
    this.form.querySelector(".evidence-add").closest("details").open = false;
    return true;
  }

  faultIn(files, url, caption) {
    const { words } = this;
    if (!files.length && !url && caption.length < 3) return words.nothing;
    if (url && !SAFE_LINK.test(url)) return words.wrongLink;
    if (this.list.children.length + Math.max(files.length + (url ? 1 : 0), 1) > Number(words.most)) return words.tooMany;
    for (const [name, file] of files) {
      if (file.size > MOST_BYTES) return words.tooBig;
      if (!file.size) return words.empty;
      const accepted = this.form.elements.namedItem(name).accept.split(",");
      const ending = file.name.slice(file.name.lastIndexOf(".")).toLowerCase();
      if (!accepted.some((one) => one === file.type || one === ending)) return words.wrongKind;
    }
    return "";
  }

  say(fault) {
    const place = this.form.querySelector("[data-piece-fault]");
    place.hidden = !fault;
    place.querySelector("span").textContent = fault;
    if (fault) this.form.querySelector("[data-piece-button]").focus();
  }

  /** Show these rows of the outbox, and pieces that were sent after this page was made (`sent`). */
  show(rows, sent) {
    for (const address of this.addresses.splice(0)) URL.revokeObjectURL(address);
    for (const old of this.list.querySelectorAll("[data-of-device]")) old.remove();
    const known = new Set([...this.list.querySelectorAll("[data-piece-id]")].map((piece) => Number(piece.dataset.pieceId)));
    for (const piece of sent) {
      if (piece.item === this.item && !known.has(piece.id)) this.list.append(this.line(piece, this.words.sent));
    }
    for (const row of rows) {
      if (row.kind === "piece" && row.item === this.item) this.list.append(this.line(row.body, row.message || this.words.waiting, row));
    }
    this.list.hidden = !this.list.children.length;
  }

  line({ form, caption, file, url }, note, row) {
    const line = this.pattern.content.cloneNode(true).firstElementChild;
    line.querySelector("[data-caption]").textContent = caption || url || this.words.noCaption;
    const said = line.querySelector("[data-note]");
    said.textContent = note;
    if (row) said.classList.add(row.state === "refused" ? "is-error" : "is-waiting");
    const picture = line.querySelector("img");
    if (form === "photo" && file) {
      picture.src = URL.createObjectURL(file);
      this.addresses.push(picture.src);
      picture.hidden = false;
    }
    const away = line.querySelector("button");
    away.hidden = !row || (row.tried && row.state === "waiting"); // what may have arrived is taken away there
    away.addEventListener("click", () => forget(row.id).then(() => line.remove()));
    return line;
  }
}
