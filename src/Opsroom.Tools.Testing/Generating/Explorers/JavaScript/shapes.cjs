'use strict';
// What parameters are used for: followed through a source, from where they are given to where they are used.
const { Shape } = require('./shape.cjs');
const { children } = require('./printing.cjs');
const { isFunction, walk } = require('./parsing.cjs');

const words = (text) => new Set(text.split(' '));
const TEXT = words('split trim charAt charCodeAt startsWith endsWith toLowerCase toUpperCase replace replaceAll match matchAll padStart padEnd substring substr normalize codePointAt trimStart trimEnd repeat localeCompare search');
const SAME_TEXT = words('trim toLowerCase toUpperCase normalize trimStart trimEnd');
const LISTS = words('map filter reduce reduceRight some every forEach push unshift pop shift sort join find findIndex flatMap splice reverse findLast flat');
const DATES = words('getTime getFullYear getMonth getDate toISOString getDay getHours getMinutes getSeconds getUTCDay getUTCFullYear getUTCMonth getUTCDate getUTCHours getUTCMinutes setUTCDate setDate setMonth getTimezoneOffset');
const SIZED = words('length slice indexOf includes at concat');
const ITEM_FIRST = words('map filter some every forEach find findIndex flatMap findLast');
const BUFFERS = words('subarray readUInt8 readUInt16BE readUInt32BE readUInt16LE readUInt32LE readInt32BE byteLength writeUInt8');
const MAPS = words('get has set');
const NUMERIC = words('isInteger isFinite isSafeInteger isNaN floor round abs min max ceil trunc sqrt pow sign Number log2 log10 log');
const TEXTUAL = words('exec test parse parseInt parseFloat String BigInt fromCharCode encodeURIComponent decodeURIComponent encode atob btoa');

class Shapes {
  constructor(tree) {
    this.functions = new Map();
    this.classes = new Map();
    this.names = new Map();
    this.patterns = new Map();
    walk(tree, (node) => { if (node.type === 'VariableDeclarator' && node.init?.regex) this.patterns.set(node.id.name, node.init.regex.pattern); });
    this.visit(tree, { names: this.names, self: null, gives: null });
    // once more: what is below may be called above
    this.visit(tree, { names: this.names, self: null, gives: null });
  }

  /** The shapes of the parameters of a function node. */
  of(node) {
    if (!this.functions.has(node)) this.functions.set(node, { params: node.params.map(() => new Shape()), result: new Shape() });
    return this.functions.get(node);
  }

  classOf(node) {
    if (!this.classes.has(node)) this.classes.set(node, new Shape());
    return this.classes.get(node);
  }

  look(scope, name) {
    for (let at = scope; at; at = at.above) if (at.names.has(name)) return at.names.get(name);
    return null;
  }

  declare(scope, name) {
    if (!scope.names.has(name)) scope.names.set(name, new Shape());
    return scope.names.get(name);
  }

  /** A value goes into a pattern. */
  bind(pattern, shape, scope) {
    switch (pattern?.type) {
      case 'Identifier': scope.names.set(pattern.name, shape); break;
      case 'AssignmentPattern': this.value(pattern.right, scope); this.likeDefault(shape, pattern.right); this.bind(pattern.left, shape, scope); break;
      case 'RestElement': this.bind(pattern.argument, shape.is('rest'), scope); break;
      case 'ArrayPattern': shape.is('array'); shape.tuple = Math.max(shape.tuple ?? 0, pattern.elements.length); pattern.elements.forEach((each, at) => each && this.bind(each, each.type === 'RestElement' ? shape : shape.member(`[${at}]`), scope)); break;
      case 'ObjectPattern': for (const each of pattern.properties) if (each.type === 'Property' && !each.computed) this.bind(each.value, shape.member(each.key.name ?? String(each.key.value)), scope); break;
      default:
    }
  }

  likeDefault(shape, node) {
    if (node.type === 'Literal' && node.value !== null) { shape.is(typeof node.value === 'string' ? 'text' : typeof node.value); if (typeof node.value !== 'boolean') shape.met(node.value); }
    if (node.type === 'ArrayExpression') shape.is('array');
    if (node.type === 'ObjectExpression') shape.is('object');
    if (isFunction(node)) shape.is('function');
  }

  visit(node, scope) {
    if (!node) return;
    if (isFunction(node)) { if (!node.bodiless) this.declared(node, scope); return; }
    switch (node.type) {
      case 'ClassDeclaration': case 'ClassExpression': this.class(node, scope); return;
      case 'VariableDeclarator': { const given = node.init ? this.value(node.init, scope) : new Shape(); this.bind(node.id, given ?? new Shape(), scope); return; }
      case 'ForOfStatement': { const each = this.value(node.right, scope); each?.is('array'); this.bind(node.left.type === 'VariableDeclaration' ? node.left.declarations[0].id : node.left, each ? each.items : new Shape(), scope); this.visit(node.body, scope); return; }
      case 'ForInStatement': { this.value(node.right, scope)?.is('object'); this.bind(node.left.declarations?.[0].id ?? node.left, new Shape().is('text'), scope); this.visit(node.body, scope); return; }
      case 'ReturnStatement': if (node.argument) this.value(node.argument, scope)?.flows(scope.gives ?? null); return;
      case 'BlockStatement': { const inner = { ...scope, names: new Map(), above: scope }; node.body.forEach((each) => this.visit(each, inner)); return; }
      case 'SwitchStatement': {
        const shape = this.value(node.discriminant, scope);
        for (const each of node.cases) { if (each.test) this.compared(shape, each.test, scope); each.consequent.forEach((inner) => this.visit(inner, scope)); }
        return;
      }
      case 'CatchClause': { const inner = { ...scope, names: new Map(), above: scope }; if (node.param) this.bind(node.param, new Shape(), inner); this.visit(node.body, inner); return; }
      default:
    }
    if (/Expression$|Literal$|^Identifier$/.test(node.type)) this.value(node, scope);
    else children(node).forEach((each) => this.visit(each, scope));
  }

  declared(node, scope) {
    const known = this.of(node);
    const made = new Shape().is('local');
    made.node = node;
    if (node.id) scope.names.set(node.id.name, made);
    const inner = { ...scope, names: new Map(), above: scope, gives: known.result };
    node.params.forEach((each, at) => this.bind(each, known.params[at], inner));
    if (node.body.type === 'BlockStatement') node.body.body.forEach((each) => this.visit(each, inner));
    else this.value(node.body, inner)?.flows(known.result);
    return made;
  }

  class(node, scope) {
    const self = this.classOf(node);
    const made = new Shape();
    made.class = node;
    if (node.id) scope.names.set(node.id.name, made);
    if (node.superClass?.type === 'Identifier') { const above = this.look(scope, node.superClass.name); if (above?.class) self.flows(this.classOf(above.class)); }
    const inner = { ...scope, names: new Map(), above: scope, self };
    for (const each of node.body.body) {
      if (each.type === 'PropertyDefinition' && each.value) this.value(each.value, inner)?.flows(self.member(each.key.name ?? ''));
      if (each.type === 'MethodDefinition') {
        for (const [at, param] of each.value.params.entries()) if (param.property) this.of(each.value).params[at].flows(self.member(param.property));
        this.declared(each.value, inner);
        if (each.key.name && each.kind === 'method') self.member(each.key.name).node ??= each.value;
      }
      if (each.type === 'StaticBlock') each.body.forEach((one) => this.visit(one, inner));
    }
    return made;
  }

  compared(shape, other, scope) {
    const right = this.value(other, scope);
    if (other.type === 'Literal' && other.value !== null) shape?.is(typeof other.value === 'string' ? 'text' : typeof other.value).met(other.value);
    else if (shape && right) { shape.flows(right); right.flows(shape); }
    return right;
  }

  /** The shape of an expression; null where nothing is known. */
  value(node, scope) {
    if (!node) return null;
    if (isFunction(node)) return this.declared(node, scope);
    const known = this[node.type];
    if (known) return known.call(this, node, scope);
    children(node).forEach((each) => this.visit(each, scope));
    return null;
  }

  Identifier(node, scope) { return this.look(scope, node.name); }

  ThisExpression(node, scope) { return scope.self; }

  ClassExpression(node, scope) { return this.class(node, scope); }

  AwaitExpression(node, scope) { const given = this.value(node.argument, scope); return given ? given.is('awaited').settled : null; }

  ChainExpression(node, scope) { return this.value(node.expression, scope); }

  ConditionalExpression(node, scope) { this.value(node.test, scope); return this.either(node.consequent, node.alternate, scope); }

  LogicalExpression(node, scope) {
    const made = this.either(node.left, node.right, scope);
    if (node.operator !== '&&') { const left = this.value(node.left, scope); if (left) this.likeDefault(left, node.right); }
    return made;
  }

  either(left, right, scope) {
    const [first, second] = [this.value(left, scope), this.value(right, scope)];
    if (!first || !second) return first ?? second;
    const made = new Shape();
    first.flows(made);
    second.flows(made);
    return made.flows(first);
  }

  SpreadElement(node, scope) { return this.value(node.argument, scope); }

  ArrayExpression(node, scope) {
    const made = new Shape();
    for (const each of node.elements) {
      if (!each) continue;
      const inner = this.value(each, scope);
      if (each.type === 'SpreadElement') inner?.is('array').items.flows(made.items);
      else inner?.flows(made.items);
    }
    return made;
  }

  ObjectExpression(node, scope) {
    const made = new Shape();
    for (const each of node.properties) {
      const inner = this.value(each.value ?? each.argument, scope);
      if (each.type === 'SpreadElement') { inner?.is('object'); inner?.flows(made); } else if (!each.computed) inner?.flows(made.member(each.key.name ?? String(each.key.value)));
      if (each.type === 'Property' && isFunction(each.value)) made.member(each.key.name ?? '').node = each.value;
    }
    return made;
  }

  TemplateLiteral(node, scope) { node.expressions.forEach((each) => this.value(each, scope)?.is('printed')); return new Shape().is('text'); }

  AssignmentExpression(node, scope) {
    const right = this.value(node.right, scope);
    if (node.left.type === 'MemberExpression') right?.flows(this.value(node.left, scope));
    else if (node.left.type === 'Identifier') { const known = this.look(scope, node.left.name); if (known && right) { right.flows(known); known.flows(right); } if (/^[-*/%]=$/.test(node.operator)) { known?.is('number'); right?.is('number'); } } else if (right) this.bind(node.left, right, scope);
    return right;
  }

  UnaryExpression(node, scope) { const given = this.value(node.argument, scope); if (['-', '+', '~'].includes(node.operator)) given?.is('number'); return node.operator === 'typeof' ? given && Object.assign(new Shape(), { asked: given }) : new Shape().is(node.operator === '!' ? 'boolean' : 'number'); }

  UpdateExpression(node, scope) { return this.value(node.argument, scope)?.is('number') ?? null; }

  BinaryExpression(node, scope) {
    const left = this.value(node.left, scope);
    if (node.operator === 'in') { this.value(node.right, scope)?.is('object'); return null; }
    if (node.operator === 'instanceof') { this.value(node.right, scope); if (left && node.right.type === 'Identifier') left.is(node.right.name === 'Date' ? 'date' : node.right.name === 'Map' ? 'map' : node.right.name === 'Set' ? 'set' : `new ${node.right.name}`); return null; }
    if (left?.asked) { if (typeof node.right.value === 'string') left.asked.is({ string: 'text', object: 'object' }[node.right.value] ?? node.right.value); return null; }
    if (/^[<>=!]/.test(node.operator) && !/^<<|^>>/.test(node.operator)) {
      const right = this.compared(left, node.right, scope);
      if (right && node.left.type === 'Literal') this.compared(right, node.left, scope);
      return new Shape().is('boolean');
    }
    const right = this.value(node.right, scope);
    if (node.operator !== '+') { left?.is('number'); right?.is('number'); } else for (const [one, other] of [[left, node.right], [right, node.left]]) if (other.type === 'Literal') one?.is(typeof other.value === 'string' ? 'printed' : 'number');
    return node.operator === '+' ? null : new Shape().is('number');
  }

  MemberExpression(node, scope) {
    const object = this.value(node.object, scope);
    if (node.computed) {
      const key = this.value(node.property, scope);
      if (node.property.type === 'Literal' && typeof node.property.value === 'string') return object?.member(node.property.value) ?? null;
      object?.is('indexed');
      if (object && key) { key.flows(object.part('keys')); object.part('keys').flows(key); }
      return object ? object.items : null;
    }
    const name = node.property.name;
    if (!object) return null;
    if (object === scope.self) return object.member(node.property.type === 'PrivateIdentifier' ? `#${name}` : name);
    if (SIZED.has(name) || name === 'length') { object.is('sized'); return new Shape().is('number'); }
    if (name === 'size' && !object.members.has('size')) { object.is('collection'); return new Shape().is('number'); }
    return object.member(name);
  }

  NewExpression(node, scope) {
    const name = node.callee.name;
    const given = node.arguments.map((each) => this.value(each, scope));
    if (name === 'Date' && given.length === 1) given[0]?.is('moment');
    if (name === 'Set' || name === 'Map') given[0]?.is('array');
    if (name === 'Set' && given[0]) return new Shape().flows(given[0]);
    if (name === 'RegExp') given[0]?.is('text');
    if (name === 'Promise') return null;
    const known = this.value(node.callee, scope);
    if (!known?.class) return null;
    const constructor = known.class.body.body.find((each) => each.kind === 'constructor');
    if (constructor) this.given(this.of(constructor.value).params, constructor.value, given);
    return Object.assign(new Shape(), { instance: known.class }).flows(this.classOf(known.class));
  }

  /** Arguments go into parameters. */
  given(params, node, given) {
    given.forEach((each, at) => {
      if (!each) return;
      const last = node.params.length - 1;
      if (node.params[last]?.type === 'RestElement' && at >= last) each.flows(params[last].items);
      else each.flows(params[at]);
    });
  }

  CallExpression(node, scope) {
    const { callee } = node;
    const given = node.arguments.map((each) => this.value(each, scope));
    if (callee.type === 'Super') return null;
    const isMember = callee.type === 'MemberExpression' && !callee.computed;
    const object = isMember ? this.value(callee.object, scope) : null;
    const name = isMember ? callee.property.name : callee.name;
    if (isMember && object !== scope.self && !(callee.object.type === 'Identifier' && /^[A-Z]/.test(callee.object.name))) {
      const made = this.builtIn(object, name, callee, node, given);
      if (made !== undefined) return made;
    }
    const target = isMember && !object ? null : this.value(callee, scope);
    if (!target) return this.outside(name, given, node, scope);
    if (target.node) {
      const { params, result } = this.of(target.node);
      this.given(params, target.node, given);
      return target.node.async ? Object.assign(new Shape(), { parts: { settled: result } }) : result;
    }
    target.is('function');
    target.arity = Math.max(target.arity ?? 0, given.length);
    given.forEach((each, at) => each && target.param(at).flows(each));
    return target.result;
  }

  /** A method of the language; undefined where it is none. */
  builtIn(object, name, callee, node, given) {
    if (name === 'test' || name === 'exec') { const pattern = callee.object.regex?.pattern ?? this.patternOf(callee.object); given[0]?.is('text'); if (given[0] && pattern) given[0].patterns.push(pattern); return name === 'exec' ? new Shape() : new Shape().is('boolean'); }
    if (!object) return TEXTUAL.has(name) || NUMERIC.has(name) ? undefined : null;
    if (TEXT.has(name)) {
      object.is('text');
      const pattern = node.arguments[0]?.regex?.pattern;
      if (pattern && ['match', 'matchAll'].includes(name)) object.patterns.push(pattern);
      for (const argument of node.arguments) if (argument.type === 'Literal' && typeof argument.value === 'string') object.met(argument.value);
      if (SAME_TEXT.has(name)) return object;
      const made = new Shape();
      if (name === 'split') made.items.is('text');
      return made;
    }
    if (DATES.has(name)) { object.is('date'); return new Shape().is('number'); }
    if (name === 'toFixed' || name === 'toPrecision') { object.is('number'); return new Shape().is('text'); }
    if (BUFFERS.has(name)) { object.is('buffer'); return object; }
    if (LISTS.has(name)) return this.list(object, name, node, given);
    if (SIZED.has(name)) { object.is('sized'); if (['includes', 'indexOf'].includes(name)) { given[0]?.flows(object.items); object.items.flows(given[0]); } return ['slice', 'concat'].includes(name) ? object : name === 'at' ? object.items : new Shape(); }
    if (MAPS.has(name) && !object.members.has(name) && given.length === (name === 'set' ? 2 : 1)) { object.is('map'); if (name === 'set' && given[1]) given[1].flows(object.part('values')); return name === 'get' ? object.part('values') : new Shape(); }
    if (['keys', 'values', 'entries', 'add', 'delete', 'clear'].includes(name) && given.length < 2 && !object.node) { object.is('collection'); return new Shape(); }
    if (name === 'then' || name === 'catch' || name === 'finally') { object.is('awaited'); const handler = node.arguments[0]; if (name === 'then' && handler && isFunction(handler)) object.settled.flows(this.of(handler).params[0]); return new Shape(); }
    return undefined;
  }

  patternOf(node) { return node.type === 'Identifier' ? this.patterns.get(node.name) ?? null : null; }

  list(object, name, node, given) {
    object.is('array');
    const handler = node.arguments[0];
    if (handler && isFunction(handler)) {
      const { params, result } = this.of(handler);
      if (ITEM_FIRST.has(name)) object.items.flows(params[0]);
      if (name === 'sort') { object.items.flows(params[0]); object.items.flows(params[1]); }
      if (name.startsWith('reduce')) object.items.flows(params[1]);
      if (name === 'map') return Object.assign(new Shape(), { parts: { items: result } });
      if (name.startsWith('reduce')) return new Shape();
    } else if (given[0] && ITEM_FIRST.has(name)) { given[0].is('function'); if (given[0].node) object.items.flows(this.of(given[0].node).params[0]); else given[0].param(0).flows(object.items); }
    if (name === 'push' || name === 'unshift') given.forEach((each) => each?.flows(object.items));
    if (['filter', 'sort', 'reverse', 'splice'].includes(name)) return object;
    return ['find', 'findLast', 'pop', 'shift'].includes(name) ? object.items : new Shape();
  }

  /** A function that is not in the source. */
  outside(name, given, node) {
    if (TEXTUAL.has(name)) { given[0]?.is(name === 'String' ? 'printed' : 'text'); if (/parseInt|parseFloat|BigInt/.test(name)) given[0]?.is('digits'); } else if (NUMERIC.has(name)) { given.forEach((each) => each?.is(name === 'Number' ? 'digits' : 'number')); return new Shape().is('number'); } else if (name === 'isArray') given[0]?.is('array');
    else if (['keys', 'values', 'entries', 'fromEntries'].includes(name) && node.callee.object?.name === 'Object') { given[0]?.is('record'); const made = new Shape(); if (given[0] && name === 'entries') { const pair = made.items; pair.member('[1]').flows(given[0].part('values')); given[0].part('values').flows(pair.member('[1]')); } if (given[0] && name === 'values') given[0].part('values').flows(made.items); return made; } else if (name === 'from' && node.callee.object?.name === 'Buffer') given[0]?.is('text');
    else if (name === 'from' && node.callee.object?.name === 'Array') return given[0] ?? null;
    else if (name === 'isBuffer') given[0]?.is('buffer');
    return null;
  }
}

module.exports = { Shapes };
