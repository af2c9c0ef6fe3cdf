'use strict';
// Which of the kept scenarios become tests: few, and each for a reason.

const MOST = 240;
const MOST_EXTRA = 6;

/** Those that tell a changed source, then those that reach a place of their own, then some more results of each function. */
function chosen(kept) {
  const picked = new Set();
  const reached = new Set();
  const pick = (one) => { picked.add(one); for (const feature of one.features) reached.add(feature); };
  for (const one of kept.filter((each) => each.kills > 0).sort((left, right) => right.kills - left.kills || left.size - right.size)) pick(one);
  const rest = kept.filter((each) => each.kills === 0 && !each.isMisuse).sort((left, right) => left.size - right.size);
  for (const one of rest) if ([...one.features].some((feature) => typeof feature === 'number' && feature % 16 < 3 && !reached.has(feature))) pick(one);
  const extra = new Map();
  for (const one of rest) {
    const name = one.steps[one.steps.length - 1].code.split('(')[0];
    if (picked.has(one) || (extra.get(name) ?? 0) >= MOST_EXTRA) continue;
    extra.set(name, (extra.get(name) ?? 0) + 1);
    picked.add(one);
  }
  return [...picked].slice(0, MOST);
}

module.exports = { chosen };
