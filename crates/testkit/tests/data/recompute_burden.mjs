// Recomputes the meter of burden from a dump (`changxiao burden --month 2026-11`, GET /api/v1/burden/events) by the rules as docs/burden.md
// says them, and by nothing of the program's own. Reads the dump on standard input and prints the figures by month and unit; with --check it
// compares them with what the dump says that the meter shows, and fails where one differs.
//
//     changxiao burden --month 2026-11 | node crates/testkit/tests/data/recompute_burden.mjs --check

import { readFileSync } from "node:fs";

const dump = JSON.parse(readFileSync(0, "utf8"));
const DAY = 86_400_000;

// The city's clock: days as 2026-06-16, minutes after midnight.
const wall = (micros) => new Date(micros / 1000 + dump.offset_minutes * 60_000);
const dayOf = (micros) => wall(micros).toISOString().slice(0, 10);
const minuteOf = (micros) => wall(micros).getUTCHours() * 60 + wall(micros).getUTCMinutes();
const special = new Map(dump.days.map((one) => [one.day, one.kind]));
const isWorkday = (day) => {
  const kind = special.get(day);
  if (kind) return kind === "work";
  return ![0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay());
};
const begins = dump.working_hours[0][0];
const ends = dump.working_hours.at(-1)[1];
const isOff = (micros) => !isWorkday(dayOf(micros)) || minuteOf(micros) < begins || minuteOf(micros) >= ends;

// Where a state stands in its document, whose turn it is there.
const flowOf = (one) => (one.level === "part" ? dump.documents[one.document].part.flow : dump.documents[one.document].whole);
const stateOf = (one, name) => flowOf(one).states.find((state) => state.name === name);
const ballOf = (one, name) => {
  const turn = stateOf(one, name)?.turn;
  return turn === "holder" || (typeof turn === "object" && turn !== null && "person" in turn);
};
const OVER = ["lapsed", "superseded", "run_out", "carried_over"];

const asked = [];
const answered = [];
const outside = [];
const emergencies = [];

/** Walks along one chain. */
function walk(events) {
  const first = events[0];
  const document = dump.documents[first.document];
  const now = { level: first.level, holder: "", beginner: "", division: 0, due: null, values: {}, state: "" };
  let span = null;
  const isAsked = () =>
    Boolean(document.ask) && (now.level === "part" || (now.level === "whole" && !document.part && now.holder !== now.beginner));
  for (const event of events) {
    const told = event.particulars;
    const before = { ...now, asks: event.seq > 1 && isAsked() };
    if (event.seq === 1) Object.assign(now, { holder: told.holder, beginner: told.beginner, division: told.division });
    if (event.action === "hand_over") {
      if (told.handed === "unit") {
        if (now.holder === told.from) now.holder = told.to;
        if (now.beginner === told.from) now.beginner = told.to;
      }
      if (told.handed === "division" && now.division === told.from) now.division = told.to;
    } else {
      if (told.unit) now.holder = told.unit;
      if ("due_at" in told) now.due = told.due_at;
      Object.assign(now.values, told.values ?? {});
    }
    now.state = event.to;
    // What goes on from a year that was closed is asked of nobody anew.
    if (isAsked() && !before.asks && event.action !== "carry_over") asked.push({ unit: now.holder, at: event.at, minutes: document.ask.minutes });
    if (before.asks && ballOf(first, before.state) && !ballOf(first, now.state) && !OVER.includes(now.state)) {
      answered.push({ unit: before.holder, at: event.at, minutes: document.ask.minutes });
    }
    const named = document.whole.registers;
    const kind = named?.state === now.state ? "ask" : stateOf(first, now.state)?.lifts_quiet ? "emergency" : null;
    if (kind) span = { kind, from: span?.from ?? event.at, until: now.due + 1 };
    else if (span && span.until > event.at) span.until = event.at;
  }
  if (span?.kind === "emergency") emergencies.push(span);
  if (span?.kind === "ask") {
    const named = document.whole.registers;
    outside.push({
      frequency: now.values[named.frequency],
      minutes: now.values[named.minutes],
      audience: now.values[named.audience],
      division: now.division,
      first: dayOf(span.from),
      last: dayOf(span.until - 1),
    });
  }
}

const chains = new Map();
for (const event of dump.events) chains.set(event.matter, [...(chains.get(event.matter) ?? []), event]);
chains.forEach(walk);

/** The day so many months after another one, the last of its month where there is no such day. */
function monthsAfter(day, months) {
  const [year, month, of] = day.split("-").map(Number);
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + months, Math.min(of, last))).toISOString().slice(0, 10);
}

function times(ask, month) {
  const step = {
    as_needed: (n) => (n === 0 ? ask.first : null),
    weekly: (n) => new Date(Date.parse(ask.first) + n * 7 * DAY).toISOString().slice(0, 10),
    monthly: (n) => monthsAfter(ask.first, n),
    quarterly: (n) => monthsAfter(ask.first, 3 * n),
    yearly: (n) => monthsAfter(ask.first, 12 * n),
  }[ask.frequency];
  let count = 0;
  for (let n = 0; n < 10_000; n += 1) {
    const day = step(n);
    if (day === null || day > ask.last || day.slice(0, 7) > month) break;
    if (day.slice(0, 7) === month) count += 1;
  }
  return count;
}

const padded = (code) => String(code).padEnd(12, "0");
/** Whether a division is another one or lies in it: codes grow by two digits down to the county, by three below. */
function liesIn(code, above) {
  const of = padded(above);
  const lengths = [2, 4, 6, 9, 12];
  const length = lengths.find((one) => /^0*$/u.test(of.slice(one))) ?? 12;
  return padded(code).slice(0, length) === of.slice(0, length);
}
const REACHES = { communities: ["community"], towns: ["town"], both: ["community", "town"] };

function figures(month) {
  const units = {};
  const of = (unit) =>
    (units[unit] ??= {
      asks: 0, outside: 0, minutes_asked: 0, minutes_answered: 0, off_asks: 0, off_notices: 0, emergency_asks: 0, emergency_notices: 0,
    });
  const inMonth = (one) => dayOf(one.at).slice(0, 7) === month;
  const kindOf = (at) => {
    if (!isOff(at)) return null;
    return emergencies.some((span) => span.from <= at && at < span.until) ? "emergency" : "off";
  };
  for (const one of asked.filter(inMonth)) {
    const unit = of(one.unit);
    unit.asks += 1;
    unit.minutes_asked += one.minutes;
    const kind = kindOf(one.at);
    if (kind) unit[`${kind}_asks`] += 1;
  }
  for (const one of answered.filter(inMonth)) of(one.unit).minutes_answered += one.minutes;
  for (const one of dump.notices.filter(inMonth)) {
    const kind = kindOf(one.at);
    if (kind) of(one.unit)[`${kind}_notices`] += 1;
  }
  for (const ask of outside) {
    const n = times(ask, month);
    if (n === 0) continue;
    for (const unit of dump.units) {
      if (!REACHES[ask.audience].includes(unit.kind) || !unit.division || !liesIn(unit.division, ask.division)) continue;
      const reached = of(unit.id);
      reached.asks += n;
      reached.outside += n;
      reached.minutes_asked += n * ask.minutes;
    }
  }
  return units;
}

const recomputed = Object.fromEntries(Object.keys(dump.meter).map((month) => [month, figures(month)]));
if (!process.argv.includes("--check")) {
  console.log(JSON.stringify(recomputed));
} else {
  let differs = 0;
  for (const [month, shown] of Object.entries(dump.meter)) {
    for (const unit of new Set([...Object.keys(shown), ...Object.keys(recomputed[month])])) {
      const [meter, script] = [shown[unit] ?? {}, recomputed[month][unit] ?? {}];
      const same = [...Object.keys(meter), ...Object.keys(script)].every((name) => (meter[name] ?? 0) === (script[name] ?? 0));
      if (!same) {
        differs += 1;
        console.error(`${month} ${unit}: the meter shows ${JSON.stringify(meter)}, the events give ${JSON.stringify(script)}`);
      }
    }
  }
  console.log(differs === 0 ? "the events give what the meter shows" : `${differs} differ`);
  process.exitCode = differs === 0 ? 0 : 1;
}
