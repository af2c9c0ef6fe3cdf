'use strict';
// What an instrumented source calls: tells which places a run reached and how near comparisons were, and does one change where it is told to.

const MOST_TICKS = 40000;
const OVERTIME = { overtime: true };

const OPERATORS = {
  '<': (a, b) => a < b, '<=': (a, b) => a <= b, '>': (a, b) => a > b, '>=': (a, b) => a >= b, '===': (a, b) => a === b, '!==': (a, b) => a !== b,
  '==': (a, b) => a == b, '!=': (a, b) => a != b, in: (a, b) => a in b, '!in': (a, b) => !(a in b), instanceof: (a, b) => a instanceof b, '!instanceof': (a, b) => !(a instanceof b),
  '+': (a, b) => a + b, '-': (a, b) => a - b, '*': (a, b) => a * b, '/': (a, b) => a / b, '%': (a, b) => a % b, '**': (a, b) => a ** b,
  '&': (a, b) => a & b, '|': (a, b) => a | b, '^': (a, b) => a ^ b, '<<': (a, b) => a << b, '>>': (a, b) => a >> b, '>>>': (a, b) => a >>> b,
};

class Probe {
  /** @param saw is given the values that comparisons met */
  constructor(sites, saw) {
    this.saw = saw;
    this.hits = new Uint32Array(sites + 1);
    this.run = 0;
    this.site = 0;
    this.change = 0;
    this.begin();
  }

  begin() {
    this.run++;
    this.ticks = MOST_TICKS;
    this.features = new Set();
  }

  /** The sites that the last run reached. */
  places() {
    const found = [];
    for (let at = 1; at < this.hits.length; at++) if (this.hits[at] === this.run) found.push(at);
    return found;
  }

  mutate([site, change]) { this.site = site; this.change = change; }

  restore() { this.site = 0; }

  tick() { if (--this.ticks < 0) throw OVERTIME; }

  reached(site, kind = 0) {
    this.tick();
    this.hits[site] = this.run;
    if (this.site === 0) this.features.add(site * 16 + kind);
    return this.site === site;
  }

  compare(site, operators, left, right) {
    const isChanged = this.reached(site);
    const result = OPERATORS[operators[isChanged ? this.change + 1 : 0]](left, right);
    if (this.site === 0) this.compared(site, result, left, right);
    return result;
  }

  compared(site, result, left, right) {
    this.features.add(site * 16 + (result ? 1 : 2));
    if (typeof left === 'number' && typeof right === 'number' || typeof left === 'bigint' && typeof right === 'bigint') {
      const gap = Number(left) - Number(right);
      this.features.add(site * 16 + 3 + (gap === 0 ? 0 : Math.abs(gap) <= 1 ? (gap > 0 ? 1 : 2) : gap > 0 ? 3 : 4));
      if (typeof left === 'number') { this.saw(left); this.saw(right); }
    } else if (typeof left === 'string' && typeof right === 'string') {
      this.features.add(site * 16 + 3 + (left === right ? 0 : left > right ? 1 : 2));
      this.saw(left);
      this.saw(right);
    }
  }

  compute(site, operators, left, right) { return OPERATORS[operators[this.reached(site) ? this.change + 1 : 0]](left, right); }

  isTrue(site, value) {
    this.left = value;
    const isChanged = this.reached(site, value ? 1 : 2);
    return isChanged ? !value : Boolean(value);
  }

  isNothing(site, value) {
    this.left = value;
    const isNothing = value === null || value === undefined;
    return this.reached(site, isNothing ? 1 : 2) ? !isNothing : isNothing;
  }

  branch(site, value) { return this.reached(site, value ? 1 : 2) ? !value : value; }

  not(site, value) { return this.reached(site, value ? 1 : 2) ? Boolean(value) : !value; }

  minus(site, value) { return this.reached(site) ? value : -value; }

  constant(site, value) {
    if (!this.reached(site)) return value;
    switch (typeof value) {
      case 'number': return value + (this.change === 0 ? 1 : -1);
      case 'bigint': return value + (this.change === 0 ? 1n : -1n);
      case 'boolean': return !value;
      default: return value === '' ? 'mutant' : '';
    }
  }

  result(site, value) { return this.reached(site, value === undefined || value === null ? 1 : 2) ? undefined : value; }

  runs(site) { return !this.reached(site); }

  step(site, by, value) {
    this.before = value;
    const sign = this.reached(site) ? -by : by;
    return typeof value === 'bigint' ? value + BigInt(sign) : Number(value) + sign;
  }

  key(site, name, other) { return this.reached(site) ? other : name; }
}

module.exports = { Probe, OVERTIME };
