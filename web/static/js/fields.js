// The fields of questions: read as an answer, and filled with one.

const YES_NO = { yes: true, no: false };

const inputsOf = (form, item, kind) => [...form.querySelectorAll(`[name="${kind}_${CSS.escape(item)}"]`)];

/** The hidden field with the version that the page's answer to `item` is based on; null where it is not asked. */
export const versionField = (form, item) => form.querySelector(`[data-version="${CSS.escape(item)}"]`);

/** Every question that stands in the form. */
export const itemsIn = (form) => [...form.querySelectorAll("[data-version]")].map((field) => field.dataset.version);

/** What is filled in for `item`, as the server reads it; null while 'not applicable' has no reason yet. */
export function answerIn(form, item) {
  const inputs = inputsOf(form, item, "q");
  const several = inputs.some((input) => input.type === "checkbox");
  if (several) return { answer: inputs.filter((input) => input.checked).map((input) => input.value) };
  const chosen = inputs.some((input) => input.type === "radio") ? inputs.find((input) => input.checked) : inputs[0];
  if (!chosen) return { answer: null };
  if (chosen.value === "dont_know") return { dont_know: true };
  if (chosen.value === "not_applicable") {
    const reason = inputsOf(form, item, "r")[0]?.value;
    return reason ? { not_applicable: reason, note: inputsOf(form, item, "n")[0]?.value || null } : null;
  }
  if (chosen.inputMode === "decimal") return { answer: plainNumber(chosen.value) || null };
  return { answer: YES_NO[chosen.value] ?? (chosen.value || null) };
}

/** Fill the fields of `item` with an answer. */
export function fillIn(form, item, saved) {
  const given = saved.dont_know ? "dont_know" : saved.not_applicable ? "not_applicable" : saved.answer;
  const values = [given].flat().map((one) => (one === true ? "yes" : one === false ? "no" : String(one ?? "")));
  for (const input of inputsOf(form, item, "q")) {
    if (["radio", "checkbox"].includes(input.type)) input.checked = values.includes(input.value);
    else if (input.inputMode === "decimal" && document.documentElement.lang === "nl") input.value = values[0].replace(".", ",");
    else input.value = values[0];
  }
  if (saved.not_applicable) for (const input of inputsOf(form, item, "r")) input.value = saved.not_applicable;
  if (saved.note) for (const input of inputsOf(form, item, "n")) input.value = saved.note;
}

/** As the server reads numbers: `1.250,5` and `1250.5` are both 1250.5. */
export function plainNumber(text) {
  const tidy = text.replace(/\s+/g, "");
  if (!/^[+-]*[\d.,]+$/.test(tidy)) return text.trim();
  return tidy.includes(",") ? tidy.replaceAll(".", "").replaceAll(",", ".") : tidy;
}
