// When a condition is true, and which questions show: the browser's evaluator of the published questionnaire.
// Server and browser share their test vectors (tests/questionnaires/condition_vectors.json); the server decides.
// Values are as in an answers file: numbers and days as strings, several options as a list, yes and no as booleans.

/** What stands behind each reference of a questionnaire: its kind, and the keys of its options in order. */
export function typesOf(questionnaire) {
  const types = {};
  for (const field of questionnaire.profile ?? []) {
    types[`profile.${field.id}`] = { kind: field.type, options: (field.options ?? []).map((option) => option.id) };
  }
  for (const fact of questionnaire.facts ?? []) types[`facts.${fact.id}`] = { kind: fact.type, options: [] };
  for (const item of itemsOf(questionnaire.groups)) {
    types[`answers.${item.id}`] = { kind: item.type, options: (item.options ?? []).map(keyOf) };
  }
  return types;
}

/** Whether a condition is true. A comparison with something that has no answer is false, so `not` of it is true. */
export function holds(condition, values, types) {
  const [[operator, about]] = Object.entries(condition);
  if (operator === "all") return about.every((part) => holds(part, values, types));
  if (operator === "any") return about.some((part) => holds(part, values, types));
  if (operator === "not") return !holds(about, values, types);
  if (operator === "answered") return hasValue(values[about]);
  const [reference, constant] = about;
  const type = types[reference];
  if (!type) throw new RangeError(`there is no ${reference}`);
  const value = values[reference];
  if (!hasValue(value)) return false;
  if (operator === "is") return equals(value, constant, type);
  if (operator === "in") return constant.some((one) => equals(value, one, type));
  const order = compare(value, constant, type);
  return { ge: order >= 0, gt: order > 0, le: order <= 0, lt: order < 0 }[operator];
}

/**
 * The ids of the questions that show, in order. `answers`: {id: {answer} or {dont_know} or {not_applicable}}. A hidden
 * question keeps its answer, but nothing reads it; items refer only to earlier ones, so one pass is enough.
 */
export function shownItems(questionnaire, { answers = {}, profile = {}, facts = {} }) {
  const types = typesOf(questionnaire);
  const values = { ...named("facts", facts), ...named("profile", profile) };
  const shown = [];
  const walk = (members) => {
    for (const member of members) {
      if (member.when && !holds(member.when, values, types)) continue;
      if (member.members) {
        walk(member.members);
        continue;
      }
      shown.push(member.id);
      if (hasValue(answers[member.id]?.answer)) values[`answers.${member.id}`] = answers[member.id].answer;
    }
  };
  walk(questionnaire.groups);
  return shown;
}

/** Every item of these groups, nested ones too, in order. */
export function itemsOf(members) {
  return members.flatMap((member) => (member.members ? itemsOf(member.members) : [member]));
}

const hasValue = (value) => value !== undefined && value !== null;
const keyOf = (option) => option.key;
const named = (place, values) =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [`${place}.${key}`, value]));

function equals(value, constant, type) {
  if (type.kind === "multiple_choice") return value.includes(constant);
  if (type.kind === "number") return compareNumbers(value, constant) === 0;
  return value === constant;
}

/** Below, at or above zero: numbers and days by size, options of a single choice by their place. */
function compare(value, constant, type) {
  if (type.kind === "number") return compareNumbers(value, constant);
  if (type.kind === "single_choice") return type.options.indexOf(value) - type.options.indexOf(constant);
  if (type.kind === "date") return value < constant ? -1 : Number(value > constant); // as written: year first
  throw new RangeError(`a ${type.kind} has no order`);
}

/** Exact, as on the server: a double would take 0.30000000000000001 for 0.3. */
function compareNumbers(one, other) {
  const [a, b] = [decimal(one), decimal(other)];
  const places = Math.max(a.places, b.places);
  const [left, right] = [a, b].map((number) => number.digits * 10n ** BigInt(places - number.places));
  return left < right ? -1 : Number(left > right);
}

function decimal(written) {
  const parts = String(written).match(/^([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/);
  if (!parts || !(parts[2] || parts[3])) throw new RangeError(`${written} is no number`);
  const [, sign, whole, fraction, power = "0"] = parts;
  const digits = BigInt(whole + fraction) * (sign === "-" ? -1n : 1n);
  const places = fraction.length - Number(power);
  return places < 0 ? { digits: digits * 10n ** BigInt(-places), places: 0 } : { digits, places };
}
