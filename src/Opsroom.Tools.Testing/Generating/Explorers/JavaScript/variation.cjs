'use strict';
// New scenarios: fresh ones, and kept ones with something changed.
const { Scenario } = require('./scenarios.cjs');
const { literal, quoted } = require('./describing.cjs');

const MOST_CALLS = 9;
const TEXT = /'(?:[^'\\\n]|\\.)*'/g;
const LITERAL = /'(?:[^'\\\n]|\\.)*'|(?<![\w.'])-?\d+(?:\.\d+)?(?![\w.'])|\b(?:true|false)\b/g;

class Variation {
  constructor(maker, pool) { Object.assign(this, { maker, pool }); }

  given(node) { return node ? this.maker.arguments(node) : []; }

  fresh(target) {
    const scenario = new Scenario(target.name, target.kind, this.given(target.node));
    if (target.methods.size > 0) for (let i = this.pool.pick([1, 1, 2, 3, 4, 6]); i > 0; i--) scenario.calls.push(this.step(target, scenario));
    return this.bound(scenario);
  }

  bound(scenario) {
    const text = scenario.lines().join('\n');
    const names = new Set(scenario.bound.map(([name]) => name));
    if (text.includes('tick') && !names.has('tick')) scenario.bound.push(['tick', `[${this.maker.tick()}]`]);
    if (text.includes('seen.push') && !names.has('seen')) scenario.bound.push(['seen', '[]']);
    if (target(scenario, 'made') && scenario.calls.length === 0) scenario.kind = 'call';
    return scenario;
  }

  step(target, scenario) {
    if (scenario.arguments.join('').includes('tick.at') && this.pool.is(0.3)) return ['tick', [this.maker.tick()]];
    const name = this.pool.pick([...target.methods.keys()]);
    return [name, this.shared(scenario, this.given(target.methods.get(name)))];
  }

  /** What was given to the object before is often meant again: its texts, numbers and functions come back. */
  shared(scenario, given) {
    const { pool } = this;
    const before = scenario.calls.flatMap(([, each]) => each).concat(scenario.arguments);
    const texts = before.join(' ').match(TEXT) ?? [];
    const functions = before.filter((each) => each.includes('=>'));
    return given.map((each) => {
      if (each.includes('=>')) return functions.length > 0 && pool.is(0.4) ? pool.pick(functions) : each;
      return texts.length > 0 ? each.replace(TEXT, (text) => (pool.is(0.5) ? pool.pick(texts) : text)) : each;
    });
  }

  vary(scenario, target) {
    const made = scenario.copy();
    if (target.methods.size > 0 && made.kind === 'call') made.kind = target.kind;
    for (let i = this.pool.pick([1, 1, 2]); i > 0; i--) {
      if (target.methods.size > 0 && (this.pool.is(0.7) || made.arguments.length === 0)) this.varyCalls(made, target);
      else made.arguments = this.changed(made.arguments, this.given(target.node));
    }
    return this.bound(made);
  }

  varyCalls(made, target) {
    const { pool } = this;
    const roll = pool.chance();
    if ((roll < 0.35 || made.calls.length === 0) && made.calls.length < MOST_CALLS) {
      const place = pool.is(0.6) ? made.calls.length : pool.whole(0, made.calls.length);
      made.calls.splice(place, 0, made.calls.length === 0 || pool.is(0.75) ? this.step(target, made) : [...pool.pick(made.calls)]);
    } else if (roll < 0.5 && made.calls.length > 1) made.calls.splice(pool.whole(0, made.calls.length - 1), 1);
    else if (made.calls.length > 0) {
      const at = pool.whole(0, made.calls.length - 1);
      const [name, given] = made.calls[at];
      if (name === 'tick') made.calls[at] = [name, [this.near(given[0], this.maker.tick())]];
      else made.calls[at] = [name, this.changed(given, this.shared(made, this.given(target.methods.get(name))))];
    }
  }

  changed(old, fresh) {
    const { pool } = this;
    if (old.length === 0 || pool.is(0.12)) return fresh;
    if (fresh.length > old.length && pool.is(0.2)) return [...old, ...fresh.slice(old.length)];
    const spot = pool.whole(0, old.length - 1);
    const other = spot < fresh.length ? fresh[spot] : old[spot];
    return [...old.slice(0, spot), pool.is(0.25) ? other : this.near(old[spot], other), ...old.slice(spot + 1)];
  }

  /** The same expression with one or two of its numbers and texts changed, or an item of a list or object left out, doubled or put in. */
  near(text, fresh) {
    const { pool } = this;
    if (/^[[{]/.test(text) && pool.is(0.4)) { const made = this.items(text, fresh); if (made !== null) return made; }
    const spots = [...text.matchAll(LITERAL)];
    if (spots.length === 0) return fresh;
    const spot = pool.pick(spots);
    const other = pool.is(0.15) && spots.length > 1 ? pool.pick(spots)[0] : this.other(spot[0]);
    return text.slice(0, spot.index) + other + text.slice(spot.index + spot[0].length);
  }

  other(text) {
    const { pool } = this;
    if (text === 'true' || text === 'false') return text === 'true' ? 'false' : 'true';
    if (text.startsWith("'")) return quoted(pool.vary(new Function(`return ${text}`)()).slice(0, 120));
    const value = Number(text);
    return literal(pool.pick(Number.isInteger(value) ? [value + 1, value - 1, value + 1, value - 1, value * 2, -value, value + 0.5, pool.number()] : [value + 0.01, value - 0.01, value + 1, Math.round(value), -value, pool.number()]));
  }

  items(text, fresh) {
    const { pool } = this;
    const list = split(text.slice(1, -1));
    if (list.length === 0 || !text.endsWith(text[0] === '[' ? ']' : '}')) return null;
    const at = pool.whole(0, list.length - 1);
    const roll = pool.chance();
    const others = fresh[0] === text[0] ? split(fresh.slice(1, -1)) : list;
    if (roll < 0.3) list.splice(at, 1);
    else if (roll < 0.55 && text[0] === '[') list.splice(at, 0, pool.pick(list));
    else if (roll < 0.75 && others.length > 0) { const other = pool.pick(others); const key = other.split(':')[0]; if (text[0] === '{') { const known = list.findIndex((each) => each.split(':')[0] === key); if (known >= 0) list.splice(known, 1); } list.splice(at, 0, other); } else if (roll < 0.85 && text[0] === '[') list.reverse();
    else { const colon = text[0] === '{' ? list[at].indexOf(':') + 1 : 0; list[at] = list[at].slice(0, colon) + (colon ? ' ' : '') + this.near(list[at].slice(colon).trim(), list[at].slice(colon).trim()); }
    return text[0] === '[' ? `[${list.join(', ')}]` : list.length > 0 ? `{ ${list.join(', ')} }` : '{}';
  }
}

const target = (scenario, kind) => scenario.kind === kind;

/** Splits at commas that stand in no bracket and no text. */
function split(text) {
  const parts = [];
  let [depth, start, quote] = [0, 0, ''];
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (quote) { if (char === '\\') i++; else if (char === quote) quote = ''; } else if ('\'"`'.includes(char)) quote = char;
    else if ('([{'.includes(char)) depth++;
    else if (')]}'.includes(char)) depth--;
    else if (char === ',' && depth === 0) { parts.push(text.slice(start, i)); start = i + 1; }
  }
  parts.push(text.slice(start));
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

module.exports = { Variation, split };
