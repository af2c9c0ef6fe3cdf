'use strict';
// Expressions for the types of TypeScript and JSDoc.
const { Shape } = require('./shape.cjs');
const { literal, quoted, isWord } = require('./describing.cjs');

const MOST_DEPTH = 6;
const LISTS = ['Array', 'ReadonlyArray', 'Iterable', 'Iterator', 'Generator', 'IterableIterator', 'ArrayLike'];
const ARRAYS = ['Uint8Array', 'Int8Array', 'Uint16Array', 'Int16Array', 'Uint32Array', 'Int32Array', 'Float64Array', 'Float32Array', 'Uint8ClampedArray'];

class Typed {
  ofType(type, shape = new Shape(), depth = 0, name = '') {
    if (depth > MOST_DEPTH) return this.shallow(type);
    switch (type.kind) {
      case 'literal': return literal(type.value);
      case 'union': return this.ofUnion(type, shape, depth, name);
      case 'array': { const items = shape.find('items') ?? shape.items; return this.many(() => this.ofType(type.of, items, depth + 1)); }
      case 'tuple': return `[${type.of.map((each, at) => this.ofType(each, shape.named().get(`[${at}]`) ?? new Shape(), depth + 1)).join(', ')}]`;
      case 'function': return this.ofFunction(type, shape, depth, name);
      case 'keyof': { const object = this.signatures.object(type.of); return object && object.fields.length > 0 ? quoted(this.pool.pick(object.fields).name) : quoted(this.text(shape)); }
      case 'typeof': return isWord(type.name) && type.name in this.names ? type.name : 'undefined';
      case 'indexed': return this.ofIndexed(type, shape, depth, name);
      case 'object': case 'all': { const object = this.signatures.object(type); return object ? this.ofFields(object, shape, depth) : this.ofShape(shape, name, depth + 1); }
      default: return this.ofWord(type, shape, depth, name);
    }
  }

  /** Something small where types go round in circles. */
  shallow(type) {
    if (type.kind === 'array') return '[]';
    if (type.kind === 'literal') return literal(type.value);
    if (type.kind === 'union') { const plain = type.of.find((each) => each.kind === 'literal' || each.kind === 'word' && /^[a-z]/.test(each.name)); if (plain) return this.shallow(plain); }
    return { string: "'a'", number: '1', boolean: 'true', bigint: '1n' }[type.name] ?? (type.kind === 'object' ? '{}' : 'null');
  }

  ofUnion(type, shape, depth, name) {
    // what goes round in circles ends at some depth
    const plain = depth > 3 ? type.of.filter((each) => !this.isDeep(each)) : [];
    const one = this.pool.pick(plain.length > 0 ? plain : type.of);
    return this.ofType(one, shape, depth + (one.kind === 'word' && this.signatures.named.has(one.name) ? 1 : 0), name);
  }

  isDeep(type) { const object = this.signatures.object(type); return object ? object.fields.some((each) => !each.optional && JSON.stringify(each.type).includes('"word"') && [...this.signatures.named.keys()].some((known) => JSON.stringify(each.type).includes(`"name":"${known}"`))) : false; }

  ofFunction(type, shape, depth, name) {
    type.params.forEach((each, at) => { if (!each.type) shape.param(at); });
    const isAsync = type.result.name === 'Promise';
    const result = isAsync ? type.result.args[0] : type.result;
    for (const each of shape.all()) each.arity = Math.max(each.arity ?? 0, type.params.length);
    const isNothing = result.kind === 'literal' && result.value === undefined;
    return this.double(name, shape, depth, isNothing ? null : result, isAsync);
  }

  ofIndexed(type, shape, depth, name) {
    const object = this.signatures.object(type.of);
    const field = object?.fields.find((each) => each.name === type.by.value);
    if (field) return this.ofType(field.type, shape, depth + 1, name);
    if (type.of.kind === 'array') return this.ofType(type.of.of, shape, depth + 1, name);
    return this.ofShape(shape, name, depth + 1);
  }

  ofFields(object, shape, depth) {
    const { pool } = this;
    const members = shape.named();
    const given = object.fields.filter((each) => !each.optional || pool.is(depth > 3 ? 0.2 : 0.6)).map((each) => `${isWord(each.name) ? each.name : quoted(each.name)}: ${this.isOpen(each.type) ? this.ofShape(members.get(each.name) ?? new Shape(), each.name, depth + 1) : this.ofType(each.type, members.get(each.name) ?? new Shape(), depth + 1, each.name)}`);
    if (object.index) for (let i = depth > 3 ? 0 : pool.whole(0, 3); i > 0; i--) given.push(`${this.ofKey(object.index.key, shape)}: ${this.ofType(object.index.value, shape.find('values') ?? new Shape(), depth + 1)}`);
    return given.length > 0 ? `{ ${given.join(', ')} }` : '{}';
  }

  ofKey(type, shape) {
    const text = this.ofType(type, shape.find('keys') ?? new Shape(), MOST_DEPTH - 1);
    return /^'[A-Za-z_]\w*'$/.test(text) ? text.slice(1, -1) : /^['\d]/.test(text) ? text : `[${text}]`;
  }

  ofWord(type, shape, depth, name) {
    const { pool } = this;
    const [first, second] = type.args;
    if (LISTS.includes(type.name)) return first ? this.ofType({ kind: 'array', of: first }, shape, depth, name) : this.ofKind('array', shape, depth);
    if (/^(?:Readonly)?Set$/.test(type.name)) return `new Set(${first ? this.ofType({ kind: 'array', of: first }, shape, depth + 1) : this.ofKind('array', shape, depth + 1)})`;
    if (/^(?:Readonly)?Map$/.test(type.name)) return first && second ? `new Map(${this.many(() => `[${this.ofType(first, new Shape(), depth + 1)}, ${this.ofType(second, shape.find('values') ?? new Shape(), depth + 1)}]`)})` : 'new Map()';
    if (type.name === 'Record') return first && second ? this.ofFields({ fields: this.keysOf(first).map((key) => ({ name: key, optional: false, type: second })), index: this.keysOf(first).length > 0 ? null : { key: first, value: second } }, shape, depth) : this.ofKind('record', shape, depth);
    if (type.name === 'Promise') return `Promise.resolve(${first ? this.ofType(first, shape, depth + 1) : ''})`;
    if (['Readonly', 'Required', 'NonNullable', 'Awaited'].includes(type.name) && first) return this.ofType(first, shape, depth, name);
    if (type.name === 'Exclude' || type.name === 'Extract') return this.ofType(first, shape, depth, name);
    if (ARRAYS.includes(type.name)) return this.bytes(`new ${type.name}`, shape);
    if (type.name === 'Buffer') return this.bytes('Buffer.from', shape);
    if (type.name === 'ArrayBuffer') return `${this.bytes('new Uint8Array', shape)}.buffer`;
    switch (type.name) {
      case 'string': case 'String': return quoted(this.text(shape));
      case 'number': case 'Number': return literal(this.number(shape));
      case 'boolean': case 'Boolean': return pool.pick(['true', 'false']);
      case 'bigint': return `${pool.integer()}n`;
      case 'symbol': return "Symbol.for('a')";
      case 'Date': return `new Date('${pool.moment()}')`;
      case 'RegExp': return pool.patterns.length > 0 && pool.is(0.3) ? String(new RegExp(pool.pick(pool.patterns))) : pool.pick(['/a/', '/^\\d+$/', '/^[a-z]+$/i', '/x/g']);
      case 'Error': return "new Error('down')";
      case 'never': return 'undefined';
      default: return this.ofNamed(type, shape, depth, name);
    }
  }

  keysOf(type) {
    const known = type.kind === 'word' ? this.signatures.named.get(type.name) ?? type : type;
    return (known.kind === 'union' ? known.of : [known]).filter((each) => each.kind === 'literal').map((each) => String(each.value));
  }

  ofNamed(type, shape, depth, name) {
    const { pool } = this;
    const [head, member] = type.name.split('.');
    if (this.signatures.enums.has(head)) {
      const values = this.names[head];
      if (!values) return 'undefined';
      return `${head}.${member ?? pool.pick(Object.keys(values).filter((key) => Number.isNaN(Number(key))))}`;
    }
    const known = this.signatures.resolve(type);
    if (known) return this.ofType(known, shape, depth + 1, name);
    if (typeof this.names[head] === 'function') return this.made(head, depth);
    return this.ofShape(shape, name, depth + 1);
  }
}

module.exports = { Typed };
