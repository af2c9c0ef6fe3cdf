'use strict';
// How a test writes values.
const { OVERTIME } = require('./probe.cjs');

const MOST_ITEMS = 200;
const MOST_TEXT = 2000;
const MOST_DEPTH = 5;
const isWord = (name) => /^[A-Za-z_$][\w$]*$/.test(name);
const TypedArray = Object.getPrototypeOf(Uint8Array);
const ERRORS = ['TypeError', 'RangeError', 'SyntaxError', 'URIError', 'ReferenceError', 'EvalError', 'AggregateError'];

function quoted(text) {
  return `'${JSON.stringify(text).slice(1, -1).replace(/\\"/g, '"').replace(/'/g, "\\'").replace(/[\u2028\u2029\ufeff\x7f-\x9f\ud800-\udfff]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`)}'`;
}

function literal(value) {
  if (typeof value === 'string') return quoted(value);
  return typeof value === 'bigint' ? `${value}n` : Object.is(value, -0) ? '-0' : String(value);
}

const nothing = () => ({ parts: {} });

class Describer {
  /** @param names what the module exports; @param hidden names of members that are not public */
  constructor(names, hidden) {
    this.names = names;
    this.hidden = hidden;
  }

  /** `text` is an expression that is equal to the value; where there is none, `parts` are expressions of it (`%s` in place of it) with what they equal. */
  describe(value, depth = 0) {
    if (value === null || ['undefined', 'boolean', 'number', 'bigint'].includes(typeof value)) return { text: literal(value) };
    if (typeof value === 'string') return value.length > MOST_TEXT ? { parts: { '%s.length': String(value.length) } } : { text: quoted(value) };
    if (typeof value === 'symbol') return Symbol.keyFor(value) === undefined ? { parts: { 'String(%s)': quoted(String(value)) } } : { text: `Symbol.for(${quoted(Symbol.keyFor(value))})` };
    if (typeof value === 'function') return { parts: { 'typeof %s': "'function'" } };
    if (depth > MOST_DEPTH) return nothing();
    return this.ofBuiltIn(value, depth) ?? this.ofObject(value, depth);
  }

  ofBuiltIn(value, depth) {
    if (value instanceof Date) return { text: Number.isNaN(value.getTime()) ? 'new Date(NaN)' : `new Date('${value.toISOString()}')` };
    if (value instanceof RegExp) return { text: String(value) };
    if (Buffer.isBuffer(value)) return value.length > MOST_ITEMS ? { parts: { '%s.length': String(value.length) } } : { text: value.length === 0 ? 'Buffer.alloc(0)' : `Buffer.from('${value.toString('hex')}', 'hex')` };
    if (value instanceof TypedArray) return value.length > MOST_ITEMS ? { parts: { '%s.length': String(value.length) } } : { text: `new ${value[Symbol.toStringTag]}([${[...value].map(literal).join(', ')}])` };
    if (value instanceof ArrayBuffer) return { text: `new Uint8Array([${[...new Uint8Array(value.slice(0, MOST_ITEMS))].join(', ')}]).buffer` };
    if (value instanceof URL) return { parts: { '%s.href': quoted(value.href) } };
    if (value instanceof Error) return this.ofError(value, depth);
    if (Array.isArray(value)) return this.ofArray(value, depth);
    if (value instanceof Map || value instanceof Set) {
      const inner = value.size > MOST_ITEMS ? nothing() : this.describe([...value], depth + 1);
      return inner.text === undefined ? { parts: { '%s.size': String(value.size), ...prefixed(inner.parts, '[...%s]') } } : { text: `new ${value instanceof Map ? 'Map' : 'Set'}(${inner.text === '[]' ? '' : inner.text})` };
    }
    return value instanceof Promise || value instanceof WeakMap || value instanceof WeakSet ? nothing() : null;
  }

  ofArray(value, depth) {
    if (value.length > MOST_ITEMS) return { parts: { '%s.length': String(value.length) } };
    const items = [];
    for (let at = 0; at < value.length; at++) items.push(at in value ? this.describe(value[at], depth + 1) : nothing());
    if (items.every((item) => item.text !== undefined) && Object.keys(value).length === value.length) return { text: `[${items.map((item) => item.text).join(', ')}]` };
    const parts = { '%s.length': String(value.length) };
    items.slice(0, 6).forEach((item, at) => Object.assign(parts, placed(item, `%s[${at}]`)));
    return { parts };
  }

  ofError(value, depth) {
    const parts = { '%s.name': quoted(String(value.name)), '%s.message': quoted(String(value.message)) };
    for (const [key, inner] of Object.entries(value)) if (isWord(key) && !key.startsWith('_') && !this.hidden.has(key) && !['name', 'stack', 'code'].includes(key)) Object.assign(parts, placed(this.describe(inner, depth + 1), `%s.${key}`));
    return { parts };
  }

  ofObject(value, depth) {
    const prototype = Object.getPrototypeOf(value);
    if (prototype === Object.prototype || prototype === null) {
      const keys = Object.keys(value);
      if (keys.length > MOST_ITEMS) return nothing();
      const items = keys.map((key) => [key, this.describe(value[key], depth + 1)]);
      if (items.every(([key, item]) => item.text !== undefined && key !== '__proto__') && Object.getOwnPropertySymbols(value).length === 0) {
        const text = keys.length > 0 ? `{ ${items.map(([key, item]) => `${isWord(key) ? key : quoted(key)}: ${item.text}`).join(', ')} }` : '{}';
        return { text: prototype === null ? `Object.assign(Object.create(null), ${text})` : text };
      }
      return { parts: Object.assign({}, ...items.map(([key, item]) => placed(item, isWord(key) ? `%s.${key}` : `%s[${quoted(key)}]`))) };
    }
    return { parts: this.members(value, prototype, depth) };
  }

  members(value, prototype, depth) {
    const names = new Set(Object.keys(value));
    const written = [];
    for (let at = prototype; at && at !== Object.prototype; at = Object.getPrototypeOf(at)) {
      for (const [key, property] of Object.entries(Object.getOwnPropertyDescriptors(at))) {
        if (property.get && key !== '__proto__') names.add(key);
        if ((key === 'toString' || key === 'toJSON') && typeof property.value === 'function') written.push(key);
      }
    }
    const parts = {};
    if (Symbol.iterator in value && typeof value.next !== 'function') { const items = this.tried(() => taken(value)); if (items) Object.assign(parts, placed(this.describe(items, depth + 1), '[...%s]')); }
    for (const name of names) {
      if (name.startsWith('_') || this.hidden.has(name) || !isWord(name)) continue;
      const item = this.tried(() => this.describe(value[name], depth + 1));
      if (item && (item.text !== undefined || depth < 3) && typeof value[name] !== 'function') Object.assign(parts, placed(item, `%s.${name}`));
    }
    if (written.includes('toString')) { const said = this.tried(() => String(value)); if (said !== null) parts['String(%s)'] = quoted(said); }
    if (written.includes('toJSON')) { const said = this.tried(() => JSON.stringify(value)); if (said) parts['JSON.stringify(%s)'] = quoted(said); }
    return parts;
  }

  /** What a getter of the source gives; null where it fails. */
  tried(read) {
    try { return read(); } catch (error) { if (error === OVERTIME) throw error; return null; }
  }

  /** Of what was thrown: its class, and what it says. Null where it is no error. */
  describeThrown(error) {
    if (!(error instanceof Error)) return null;
    const own = this.names[error.constructor?.name] === error.constructor;
    const raises = own ? error.constructor.name : ERRORS.find((name) => error.constructor?.name === name || error.name === name && error instanceof globalThis[name]) ?? 'Error';
    const parts = {};
    for (const [place, text] of Object.entries(this.ofError(error, 1).parts)) if (/^%s\.\w+$/.test(place) && place !== '%s.message') parts[place] = text;
    return { raises, own, message: quoted(String(error.message)), parts };
  }
}

/** What is gone through one by one; null where that has no end. */
function taken(value) {
  const items = [];
  for (const item of value) if (items.push(item) > MOST_ITEMS) return null;
  return items;
}

function prefixed(parts, prefix) { return Object.fromEntries(Object.entries(parts).map(([place, text]) => [place.replace('%s', prefix), text])); }

function placed(item, place) { return item.text !== undefined ? { [place]: item.text } : prefixed(item.parts, place); }

module.exports = { Describer, quoted, literal, isWord };
