'use strict';

const MOST_GOOD = 40;

/** What is known of a value: kinds that its uses show, its items, members and results, and values that it met. */
class Shape {
  constructor() {
    this.kinds = new Set();
    this.known = [];
    this.good = [];
    this.patterns = [];
    this.members = new Map();
    this.others = [];
    this.params = [];
    this.parts = {};
  }

  part(name) { return this.parts[name] ??= new Shape(); }

  get items() { return this.part('items'); }

  get result() { return this.part('result'); }

  /** What a promise gives in the end. */
  get settled() { return this.part('settled'); }

  member(name) {
    if (!this.members.has(name)) this.members.set(name, new Shape());
    return this.members.get(name);
  }

  param(at) { return this.params[at] ??= new Shape(); }

  is(kind) { this.kinds.add(kind); return this; }

  met(value) { if (!this.known.includes(value)) this.known.push(value); return this; }

  flows(other) {
    if (other && other !== this && !this.others.includes(other)) this.others.push(other);
    return this;
  }

  /** This shape and those that its value flows into. */
  all() {
    const found = [this];
    for (const shape of found) for (const other of shape.others) if (!found.includes(other) && found.length < 60) found.push(other);
    return found;
  }

  has(kind) { return this.all().some((each) => each.kinds.has(kind)); }

  gathered(name) { return [...new Set(this.all().flatMap((each) => each[name]))]; }

  /** A part of all shapes together; null where none has it. */
  find(name) {
    const found = this.all().map((each) => each.parts[name]).filter(Boolean);
    for (const other of found.slice(1)) found[0].flows(other);
    return found[0] ?? null;
  }

  named() {
    const found = new Map();
    for (const shape of this.all()) {
      for (const [name, inner] of shape.members) {
        if (found.has(name)) found.get(name).flows(inner);
        else found.set(name, inner);
      }
    }
    return found;
  }

  /** A value of a run worth keeping is tried wherever the same flows. */
  remember(value, depth = 0) {
    if (['string', 'number'].includes(typeof value)) {
      for (const shape of this.all()) {
        if (shape.good.includes(value) || typeof value === 'string' && value.length > 100) continue;
        shape.good.push(value);
        if (shape.good.length > MOST_GOOD) shape.good.shift();
      }
    } else if (depth < 4 && Array.isArray(value)) value.slice(0, 10).forEach((item) => this.find('items')?.remember(item, depth + 1));
    else if (depth < 4 && value !== null && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype) for (const [name, inner] of this.named()) if (Object.hasOwn(value, name)) inner.remember(value[name], depth + 1);
  }
}

module.exports = { Shape };
