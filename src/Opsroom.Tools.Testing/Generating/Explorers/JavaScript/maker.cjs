'use strict';
// Expressions for parameters: by their types, else by what they are used for, else by their names.
const { Shape } = require('./shape.cjs');
const { literal, quoted, isWord } = require('./describing.cjs');
const { Typed } = require('./typed.cjs');

const MOST_DEPTH = 5;
const CLOCK = /^(?:clock|now|getTime|getNow|currentTime|today|time|timer)$/;
const BY_NAME = [
  ['function', /^(?:callback|cb|fn|func|predicate|handler|listener|action|worker|reducer|comparator|compare|mapper|iteratee|selector|task|producer|factory)$|(?:Fn|Callback|Handler|Listener)$/],
  ['moment', /^(?:date|when|moment|timestamp|birthday|issued|due|start|end|from|until|since)$|(?:Date|At)$/],
  ['text', /text|name|str|word|expr|source|input|key|code|email|path|url|version|pattern|query|line|title|label|currency|token|id$|phone|value|prefix|suffix|separator|message|event|topic|channel|type|status|kind|to$|node|goal/i],
  ['number', /count|size|limit|width|height|amount|price|quantity|rate|total|index|^[nxyabij]$|min|max|length|days|age|depth|ttl|ms$|seconds|offset|page|capacity|priority|precision|digits|level|port|cents|units|units|step/i],
  ['array', /items|rows|values|lines|words|numbers|entries|list|records|edges|tags|array|s$/i],
  ['object', /row|record|object|item|options|opts|data|user|order|config|settings|schema|params|props/i],
];

class Maker extends Typed {
  /** @param names what the module exports; @param thrown classes of errors that the source catches */
  constructor(pool, shapes, signatures, names, thrown) {
    super();
    Object.assign(this, { pool, shapes, signatures, names, thrown, clock: 'number' });
  }

  /** Expressions for the parameters of a function node, what may be left out often left out. */
  arguments(node, depth = 0) {
    const { pool } = this;
    const given = [];
    const shapes = this.shapes.of(node).params;
    for (const [at, parameter] of this.signatures.of(node).entries()) {
      if (parameter.optional && pool.is(at > 0 && depth === 0 ? 0.3 : 0.35)) break;
      if (parameter.rest) {
        const type = parameter.type?.kind === 'array' ? parameter.type.of : null;
        const item = shapes[at].find('items') ?? shapes[at].items;
        for (let i = pool.whole(0, 3); i > 0; i--) given.push(type ? this.ofType(type, item, depth) : this.ofShape(item, '', depth));
        break;
      }
      if (parameter.fallback !== null && pool.is(0.12)) given.push(parameter.fallback);
      else if (parameter.type && !this.isOpen(parameter.type)) given.push(this.ofType(parameter.type, shapes[at], depth, parameter.name));
      else given.push(pool.is(0.04) ? this.ofKind(null, shapes[at], depth) : this.ofShape(shapes[at], parameter.name, depth));
    }
    return given;
  }

  isOpen(type) { return type.kind === 'word' && (['any', 'unknown', 'object', 'Object', 'Function'].includes(type.name) || /^[A-Z]\w?$/.test(type.name) && !this.signatures.named.has(type.name)); }

  ofShape(shape, name = '', depth = 0) {
    if (depth > MOST_DEPTH) return 'null';
    const members = shape.named();
    const kinds = new Set(shape.all().flatMap((each) => [...each.kinds]));
    if (CLOCK.test(name) && (kinds.has('function') || !kinds.size)) return this.double(name, shape, depth);
    if (kinds.has('function')) return this.double(name, shape, depth);
    const made = [...kinds].find((each) => each.startsWith('new ') && typeof this.names[each.slice(4)] === 'function');
    const fitting = made ? [made.slice(4)] : members.size > 0 ? this.classesWith([...members.keys()]) : [];
    if (fitting.length > 0 && this.pool.is(0.9)) return this.made(this.pool.pick(fitting), depth);
    const tuple = shape.all().map((each) => each.tuple ?? 0).reduce((left, right) => Math.max(left, right), 0);
    if (tuple > 0 && (!kinds.has('sized') || tuple > 1)) return `[${Array.from({ length: tuple - (this.pool.is(0.15) ? 1 : 0) }, (_, at) => this.ofShape(members.get(`[${at}]`) ?? new Shape(), '', depth + 1)).join(', ')}]`;
    const shown = [...members].filter(([member]) => isWord(member));
    if (shown.length > 0 && !['text', 'array', 'date', 'map', 'buffer'].some((each) => kinds.has(each))) return this.fields(shown, depth);
    if (kinds.has('awaited') && !shown.length) return `Promise.resolve(${this.ofShape(shape.settled, '', depth + 1)})`;
    if (kinds.has('array') && kinds.has('text')) return this.ofKind(this.pool.pick(['array', 'text']), shape, depth);
    for (const kind of ['buffer', 'text', 'date', 'moment', 'map', 'set', 'array', 'number', 'boolean', 'record', 'object', 'bigint']) if (kinds.has(kind)) return this.ofKind(kind, shape, depth);
    if (kinds.has('indexed') || kinds.has('sized')) return this.ofKind(this.pool.is(0.5) ? 'array' : 'text', shape, depth);
    if (kinds.has('collection')) return this.ofKind(this.pool.pick(['map', 'set']), shape, depth);
    const known = shape.gathered('known');
    if (known.some((each) => typeof each === 'string')) return this.ofKind('text', shape, depth);
    if (known.length > 0) return this.ofKind('number', shape, depth);
    return this.ofKind(BY_NAME.find(([, pattern]) => pattern.test(name))?.[0] ?? (kinds.has('digits') ? this.pool.pick(['number', 'text']) : null), shape, depth);
  }

  /** Classes that have all of these members. */
  classesWith(members) {
    return Object.entries(this.names).filter(([, value]) => typeof value === 'function' && /^class\b/.test(Function.prototype.toString.call(value)) && members.every((member) => member in value.prototype || [...this.shapes.classes].some(([node, shape]) => node.id?.name === value.name && shape.members.has(member)))).map(([name]) => name);
  }

  fields(members, depth) {
    const { pool } = this;
    return `{ ${members.filter(() => pool.is(0.85)).map(([name, inner]) => `${name}: ${this.ofShape(inner, name, depth + 1)}`).join(', ')} }`.replace('{  }', '{}');
  }

  ofKind(kind, shape, depth) {
    const { pool } = this;
    const inner = (part) => shape.find(part) ?? shape.part(part);
    switch (kind) {
      case 'text': return quoted(this.text(shape));
      case 'number': return literal(this.number(shape));
      case 'boolean': return pool.pick(['true', 'false']);
      case 'bigint': return `${pool.integer()}n`;
      case 'moment': return pool.is(0.5) ? quoted(pool.is(0.5) ? pool.day() : pool.moment()) : `new Date('${pool.moment()}')`;
      case 'date': return `new Date('${pool.moment()}')`;
      case 'function': return this.double('', shape, depth);
      case 'buffer': return this.bytes('Buffer.from', shape);
      case 'array': { const item = inner('items'); const like = item.all().some((each) => each.kinds.size || each.members.size || each.tuple || each.known.length || Object.keys(each.parts).length) ? null : pool.pick(['text', 'number', 'number']); return this.many(() => (like ? this.ofKind(like, item, depth + 1) : this.ofShape(item, '', depth + 1))); }
      case 'set': return `new Set(${this.ofKind('array', shape, depth + 1)})`;
      case 'map': case 'record': {
        const keys = [...shape.gathered('known'), ...inner('keys').gathered('known')].filter((each) => typeof each === 'string');
        const pairs = Array.from({ length: pool.whole(0, 3) }, () => [quoted(keys.length > 0 && pool.is(0.6) ? pool.pick(keys) : pool.token()), this.ofShape(inner('values'), '', depth + 1)]);
        return kind === 'map' ? `new Map([${pairs.map((pair) => `[${pair.join(', ')}]`).join(', ')}])` : `{ ${pairs.map((pair) => pair.join(': ')).join(', ')} }`.replace('{  }', '{}');
      }
      case 'object': return pool.pick(['{}', `{ a: ${this.ofKind(pool.pick(['number', 'text']), new Shape(), depth + 1)} }`, `{ id: ${pool.whole(1, 3)}, name: ${quoted(pool.token())} }`]);
      default: return depth < MOST_DEPTH && pool.is(0.93) ? this.ofKind(pool.pick(['text', 'number', 'text', 'number', 'boolean', 'array', 'object']), shape, depth + 1) : pool.pick(['null', 'undefined']);
    }
  }

  many(make) { return `[${Array.from({ length: this.pool.pick([0, 1, 2, 2, 3, 3, 4, 5]) }, make).join(', ')}]`; }

  bytes(make, shape) {
    const { pool } = this;
    const good = shape.gathered('good').filter((each) => typeof each === 'string');
    if (good.length > 0 && pool.is(0.1)) return `${make}(${quoted(pool.pick(good))})`;
    return `${make}([${Array.from({ length: pool.pick([0, 1, 2, 3, 4, 6, 9]) }, () => pool.pick([0, 1, 127, 128, 255, Math.abs(pool.integer()) % 256, pool.whole(0, 255)])).join(', ')}])`;
  }

  text(shape) {
    const { pool } = this;
    const roll = pool.chance();
    const texts = (list) => list.filter((each) => typeof each === 'string');
    const [known, good, patterns] = [texts(shape.gathered('known')), texts(shape.gathered('good')), shape.gathered('patterns')];
    if (good.length > 0 && roll < 0.3) return pool.is(0.4) ? pool.pick(good) : pool.vary(pool.pick(good));
    if (known.length > 0 && roll < 0.5) return pool.pick(known);
    if (patterns.length > 0 && roll < 0.75) return pool.matching(pool.pick(patterns));
    if (shape.has('digits') && roll < 0.85) return String(pool.number());
    if (shape.has('moment') && roll < 0.85) return pool.moment();
    return pool.text();
  }

  number(shape) {
    const known = [...shape.gathered('known'), ...shape.gathered('good')].filter((each) => typeof each === 'number');
    return known.length > 0 && this.pool.is(0.4) ? this.pool.pick(known) + this.pool.pick([0, 0, 1, -1]) : this.pool.number();
  }

  /** A function that is given: a clock that the test moves, one that keeps what it is called with, one that answers or fails. */
  double(name, shape, depth, result = null, isAsync = false) {
    const { pool } = this;
    const given = shape.find('result') ?? shape.result;
    if (CLOCK.test(name)) { this.clock = given.has('date') || result?.name === 'Date' ? 'date' : 'number'; return '() => tick.at(-1)'; }
    const settled = given.find('settled');
    const later = isAsync || given.has('awaited');
    const head = later ? 'async ' : '';
    const value = () => (result && !this.isOpen(result) ? this.ofType(result, given, depth + 1) : later && settled ? this.ofShape(settled, '', depth + 1) : this.useful(given) ? this.ofShape(given, '', depth + 1) : null);
    const wrapped = (text) => (text.startsWith('{') ? `(${text})` : text);
    const roll = pool.chance();
    if (roll < 0.3) { const answer = value() ?? pool.pick(['undefined', 'given[0]', 'true', 'false']); return `${head}(...given) => { seen.push(given); return ${answer}; }`; }
    const errors = () => `new ${pool.pick(['Error', 'Error', ...this.thrown])}('down')`;
    if (roll < (later ? 0.55 : 0.4)) return `((left) => ${head}() => { if (left-- > 0) throw ${errors()}; return ${value() ?? pool.pick(['1', "'ok'"])}; })(${pool.whole(1, 4)})`;
    if (later && roll < 0.75 && settled) return `((answers) => ${head}() => answers.shift())([${Array.from({ length: pool.whole(2, 4) }, () => value() ?? 'undefined').join(', ')}])`;
    const answer = value();
    if (answer !== null && pool.is(0.85)) return `${head}() => ${wrapped(answer)}`;
    const arity = Math.max(0, ...shape.all().map((each) => each.arity ?? 0));
    return head + pool.pick(arity === 2 ? ['(a, b) => a - b', '(a, b) => a + b', '(a, b) => (a < b ? -1 : a > b ? 1 : 0)', '(a, b) => a', '(a, b) => b', '() => true'] : ['(x) => x', '(x) => x * 2', '(x) => String(x)', '() => true', '() => false', '() => undefined', '(...given) => given.length', '(x) => x > 1', '(x) => String(x).length']);
  }

  useful(shape) { return shape.all().some((each) => each.kinds.size > 0 || each.members.size > 0 || each.known.length > 0 || Object.keys(each.parts).length > 0); }

  /** What a clock shows. */
  tick() { return this.clock === 'date' ? `new Date('${this.pool.moment()}')` : String(this.pool.pick([0, 1000, ...this.pool.numbers.filter((each) => each >= 0), this.pool.whole(0, 5000)])); }

  /** An object of a class of the source. */
  made(name, depth) {
    const { pool } = this;
    const factories = this.factories?.get(name) ?? [];
    const node = this.signatures.functions.get(`${name}.constructor`);
    if (factories.length > 0 && (this.signatures.privateConstructors.has(this.names[name].name) || pool.is(0.9))) { const factory = pool.pick(factories); return `${factory.name}(${this.arguments(factory.node, depth + 1).join(', ')})`; }
    return `new ${name}(${(node ? this.arguments(node, depth + 1) : []).join(', ')})`;
  }
}

module.exports = { Maker, MOST_DEPTH };
