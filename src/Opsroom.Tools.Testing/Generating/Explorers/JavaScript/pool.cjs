'use strict';
// Numbers and texts worth trying: those of a source and its comments, those that comparisons met, and variations of them.
const { matching } = require('./patterns.cjs');
const { walk } = require('./parsing.cjs');

const MOST_SEEN = 400;
const MOST_LENGTH = 120;
const SIGNS = [...' -_.,:;/*+@#!0123456789aAzZé()<>=|&"\'\t\n'];

function random(seed) {
  let state = seed >>> 0 || 1;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

class Pool {
  constructor(parsed, chance) {
    this.chance = chance;
    this.numbers = [0, 1, -1, 2, 3, 10, 100];
    this.texts = ['', 'a', 'A b', '0', 'x1'];
    this.patterns = [];
    this.seenNumbers = [];
    this.seenTexts = [];
    this.found = [];
    walk(parsed.tree, (node) => {
      if (node.type === 'TemplateElement') this.add(node.value.cooked ?? '');
      if (node.type !== 'Literal') return;
      if (node.regex) this.patterns.push(node.regex.pattern);
      else if (typeof node.value === 'number' || typeof node.value === 'bigint') this.addNumber(Number(node.value));
      else if (typeof node.value === 'string') this.add(node.value);
    });
    for (const comment of parsed.comments) for (const found of comment.text.matchAll(/`([^`\n]{1,80})`|'([^'\n]{1,80})'|"([^"\n]{1,80})"/g)) this.add(found[1] ?? found[2] ?? found[3]);
  }

  addNumber(value) {
    if (!Number.isFinite(value)) return;
    for (const other of Number.isInteger(value) ? [value, value + 1, value - 1] : [value, value + 1, value - 1, value + 0.01, value - 0.01]) if (!this.numbers.includes(other)) this.numbers.push(other);
  }

  add(text) {
    if (text.length > 100) return;
    for (const part of [text, ...text.split(/\s+/).slice(0, 12)]) if (!this.texts.includes(part)) this.texts.push(part);
  }

  saw(value) {
    const list = typeof value === 'number' ? this.seenNumbers : this.seenTexts;
    if (list.length < MOST_SEEN && (typeof value === 'number' ? Math.abs(value) < 1e9 : value.length < 60) && !list.includes(value)) list.push(value);
  }

  /** A text that was part of a run worth keeping. */
  keep(text) { if (text.length > 0 && text.length <= 60 && this.found.length < 300 && !this.found.includes(text)) this.found.push(text); }

  pick(list) { return list[Math.floor(this.chance() * list.length)]; }

  is(share) { return this.chance() < share; }

  whole(low, high) { return low + Math.floor(this.chance() * (high - low + 1)); }

  number() {
    const roll = this.chance();
    if (roll < 0.15 && this.seenNumbers.length > 0) return this.pick(this.seenNumbers) + this.whole(-1, 1);
    if (roll < 0.7) return this.pick(this.numbers);
    return this.pick([this.whole(-5, 20), this.whole(0, 100), this.whole(1, 9), this.whole(-1000, 10000), this.whole(0, 1000) / 100]);
  }

  integer() { return Math.trunc(this.number()); }

  text() {
    const roll = this.chance();
    if (roll > 0.8 && this.found.length > 0) return this.pick(this.found);
    if (roll < 0.15 && this.patterns.length > 0) return this.matching(this.pick(this.patterns));
    let text = roll < 0.25 && this.seenTexts.length > 0 ? this.pick(this.seenTexts) : this.pick(this.texts);
    for (let i = this.pick([0, 0, 1, 1, 2, 3]); i > 0; i--) text = this.vary(text);
    return text.slice(0, MOST_LENGTH);
  }

  matching(pattern) { return matching(pattern, this.chance).slice(0, MOST_LENGTH); }

  token() { return this.pick(this.found.length > 0 && this.is(0.2) ? this.found : this.texts); }

  vary(text) {
    const at = this.whole(0, text.length);
    switch (this.whole(0, 11)) {
      case 0: return text.slice(0, at) + this.pick(SIGNS) + text.slice(at);
      case 1: return text.slice(0, Math.max(0, at - 1)) + text.slice(at);
      case 2: return text.slice(0, at);
      case 3: return this.is(0.5) ? text.toUpperCase() : text.toLowerCase();
      case 4: return this.otherDigits(text);
      case 5: return at < text.length - 1 ? text.slice(0, at) + text[at + 1] + text[at] + text.slice(at + 2) : text + this.token();
      case 6: return text ? text.slice(0, Math.max(0, at - 1)) + this.pick(['a', 'Z', '9', '0', ' ', '.']) + text.slice(at) : this.token();
      default: return this.recombined(text);
    }
  }

  otherDigits(text) {
    const spots = [...text.matchAll(/\d+/g)];
    if (spots.length === 0) return text + this.whole(0, 20);
    const spot = this.pick(spots);
    const value = Number(spot[0].slice(0, 9));
    const other = String(this.pick([0, 1, 9, value + 1, Math.max(0, value - 1), value * 10, Math.abs(this.integer())]));
    return text.slice(0, spot.index) + (this.is(0.5) ? other.padStart(spot[0].length, '0') : other) + text.slice(spot.index + spot[0].length);
  }

  /** Words and signs of a text left out, doubled, put in, or followed by the end of another text. */
  recombined(text) {
    const parts = text.match(/\w+|\s+|[^\w\s]/g) ?? [];
    const kind = this.whole(0, 6);
    if (parts.length === 0 || kind === 0) return text + this.pick(['', ' ', '\n', ',', '-', '/', '.', ':', '']) + this.token();
    const spot = this.whole(0, parts.length - 1);
    if (kind === 1) parts.splice(spot, 1);
    else if (kind === 2) parts.splice(spot, 0, this.pick(parts));
    else if (kind === 3) parts[spot] = this.is(0.7) ? this.token() : String(this.number());
    else if (kind === 4) parts.splice(spot, 0, this.pick([this.token(), ` ${this.token()} `]));
    else if (kind === 5) parts.splice(spot, 0, ...parts.slice(spot, spot + this.whole(1, 4)));
    else {
      const other = (this.found.length > 0 ? this.pick(this.found) : this.token()).match(/\w+|\s+|[^\w\s]/g) ?? [];
      parts.splice(spot + 1, parts.length, ...other.slice(this.whole(0, other.length)));
    }
    return parts.join('').slice(0, MOST_LENGTH);
  }

  /** A day as `2024-02-29`. */
  day() {
    const year = this.pick([2024, 2024, 2025, 2023, 2000, 1999, this.whole(1990, 2030)]);
    const month = this.pick([1, 2, 2, 3, 12, this.whole(1, 12)]);
    const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
    return `${year}-${String(month).padStart(2, '0')}-${String(this.pick([1, last, this.whole(1, last), Math.min(15, last)])).padStart(2, '0')}`;
  }

  moment() { return this.day() + this.pick(['', 'T00:00:00Z', 'T12:30:00Z', 'T23:59:59Z', `T${String(this.whole(0, 23)).padStart(2, '0')}:${String(this.whole(0, 59)).padStart(2, '0')}:00Z`]); }
}

module.exports = { Pool, random };
