'use strict';
// A source that tells where it goes, and that holds small changes of itself, which are switched on one at a time.
const { Printer } = require('./printing.cjs');

const COMPARED = { '<': ['<=', '>='], '<=': ['<', '>'], '>': ['>=', '<='], '>=': ['>', '<'], '===': ['!=='], '!==': ['==='], '==': ['!='], '!=': ['=='], in: ['!in'], instanceof: ['!instanceof'] };
const COMPUTED = { '+': ['-'], '-': ['+'], '*': ['/'], '/': ['*'], '%': ['*'], '**': ['*'], '&': ['|'], '|': ['&'], '^': ['&'], '<<': ['>>'], '>>': ['<<'], '>>>': ['<<'] };
const PAIRED = Object.fromEntries([['min', 'max'], ['some', 'every'], ['toUpperCase', 'toLowerCase'], ['startsWith', 'endsWith'], ['push', 'unshift'], ['pop', 'shift'], ['floor', 'ceil'], ['trimStart', 'trimEnd'], ['padStart', 'padEnd'], ['indexOf', 'lastIndexOf']].flatMap(([left, right]) => [[left, right], [right, left]]));

/** Whether an expression can be read twice. */
const isPlain = (node) => ['Identifier', 'ThisExpression', 'Literal'].includes(node.type) || node.type === 'MemberExpression' && !node.optional && isPlain(node.object) && (!node.computed || isPlain(node.property)) || node.type === 'PrivateIdentifier';

class Instrument extends Printer {
  constructor(source, parsed) {
    super(source, parsed, true);
    this.sites = 0;
    // each is [site, number of the change]
    this.mutants = [];
  }

  site(changes = 0) {
    const at = ++this.sites;
    for (let number = 0; number < changes; number++) this.mutants.push([at, number]);
    return at;
  }

  /** The two sides of an operator, with their brackets. */
  sides(node) {
    const between = this.gap(node.left.end, node.right.start);
    const at = between.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, (text) => ' '.repeat(text.length)).indexOf(node.operator);
    return [this.gap(node.start, node.left.start) + this.text(node.left) + between.slice(0, at), between.slice(at + node.operator.length) + this.text(node.right) + this.gap(node.right.end, node.end)];
  }

  BinaryExpression(node) {
    if (node.left.type === 'PrivateIdentifier') return this.plain(node);
    const [left, right] = this.sides(node);
    const changes = COMPARED[node.operator];
    return `$_.${changes ? 'compare' : 'compute'}(${this.site((changes ?? COMPUTED[node.operator]).length)}, ${JSON.stringify([node.operator, ...changes ?? COMPUTED[node.operator]])}, ${left}, ${right})`;
  }

  LogicalExpression(node) {
    const [left, right] = this.sides(node);
    const site = this.site(1);
    if (node.operator === '||') return `($_.isTrue(${site}, ${left}) ? $_.left : ${right})`;
    return `($_.${node.operator === '&&' ? 'isTrue' : 'isNothing'}(${site}, ${left}) ? ${right} : $_.left)`;
  }

  UnaryExpression(node) {
    if (node.operator === '!') return `$_.not(${this.site(1)}, ${this.gap(node.start + 1, node.argument.start)}${this.text(node.argument)}${this.gap(node.argument.end, node.end)})`;
    if (node.operator === '-' && node.argument.type !== 'Literal') return `$_.minus(${this.site(1)}, ${this.gap(node.start + 1, node.argument.start)}${this.text(node.argument)}${this.gap(node.argument.end, node.end)})`;
    return node.operator === 'typeof' || node.operator === 'delete' ? this.gap(node.start, node.end) === this.source.slice(node.start, node.end) && node.argument.type === 'Identifier' ? this.gap(node.start, node.end) : this.plain(node) : this.plain(node);
  }

  Literal(node) {
    if (node.regex || node.value === null) return this.plain(node);
    return `$_.constant(${this.site(['number', 'bigint'].includes(typeof node.value) ? 2 : 1)}, ${node.raw})`;
  }

  /** What stands where no expression may. */
  asIs(node) { return node.type === 'Literal' || node.type === 'Identifier' || node.type === 'PrivateIdentifier' ? this.gap(node.start, node.end) : this.text(node); }

  keyed(node) {
    const parts = [node.key, node.value].filter(Boolean);
    let [text, at] = ['', node.start];
    for (const part of parts) {
      text += this.gap(at, part.start) + (part === node.key && !node.computed ? this.asIs(part) : this.text(part));
      at = part.end;
    }
    return text + this.gap(at, node.end);
  }

  Property(node) { return node.shorthand ? this.text(node.value) : this.keyed(node); }

  PropertyDefinition(node) { return this.keyed(node); }

  MethodDefinition(node) {
    const own = node.value.params.map((each) => each.property).filter(Boolean);
    if (own.length > 0) node.value.body.properties = own;
    node.value.body.isBody = true;
    return this.keyed(node);
  }

  test(node, key = 'test') {
    const test = node[key];
    if (!test) return this.plain(node);
    test.isTest = true;
    return this.plain(node);
  }

  IfStatement(node) { return this.test(node); }

  WhileStatement(node) { return this.test(node); }

  DoWhileStatement(node) { return this.test(node); }

  ForStatement(node) { node.body.isBody = true; if (node.update) node.update.isAlone = true; return this.test(node); }

  ForOfStatement(node) { node.body.isBody = true; return this.plain(node); }

  ForInStatement(node) { node.body.isBody = true; return this.plain(node); }

  ConditionalExpression(node) { return this.test(node); }

  FunctionDeclaration(node) { node.body.isBody = true; return this.plain(node); }

  FunctionExpression(node) { node.body.isBody = true; return this.plain(node); }

  ArrowFunctionExpression(node) {
    if (node.body.type === 'BlockStatement') { node.body.isBody = true; return this.plain(node); }
    const from = this.source.lastIndexOf('=>', node.body.start) + 2;
    return this.joined(node.params, node.start, from) + ` $_.result(${this.site(1)}, ${this.gap(from, node.body.start)}${this.text(node.body)}${this.gap(node.body.end, node.end)})`;
  }

  BlockStatement(node) {
    const text = super.BlockStatement(node);
    if (!node.isBody) return text;
    const directives = node.body.filter((each) => each.directive);
    return directives.length > 0 ? text : `{ $_.tick();${text.slice(1)}`;
  }

  ReturnStatement(node) {
    return node.argument ? `return $_.result(${this.site(1)}, ${this.gap(node.start + 6, node.argument.start)}${this.text(node.argument)}${this.gap(node.argument.end, node.end).replace(/;\s*$/, '')});` : `{ $_.reached(${this.site()}); ${this.plain(node)} }`;
  }

  deleted(node) { return `{ if ($_.runs(${this.site(1)})) ${this.plain(node)} }`; }

  ThrowStatement(node) { return this.deleted(node); }

  BreakStatement(node) { return this.deleted(node); }

  ContinueStatement(node) { return this.deleted(node); }

  ExpressionStatement(node) {
    if (node.directive) return this.gap(node.start, node.end);
    const { expression } = node;
    expression.isAlone = true;
    if (expression.type === 'CallExpression' && expression.callee.type === 'Super') return this.plain(node);
    return this.deleted(node);
  }

  AssignmentExpression(node) {
    const operator = node.operator.slice(0, -1);
    const changes = COMPUTED[operator];
    if (!changes || !isPlain(node.left)) return this.plain(node);
    const left = this.gap(node.left.start, node.left.end);
    return `${left} = $_.compute(${this.site(changes.length)}, ${JSON.stringify([operator, ...changes])}, ${left}, ${this.gap(node.left.end, node.right.start).replace(node.operator, '')}${this.text(node.right)}${this.gap(node.right.end, node.end)})`;
  }

  UpdateExpression(node) {
    if (!isPlain(node.argument)) return this.plain(node);
    const place = this.gap(node.argument.start, node.argument.end);
    const made = `(${place} = $_.step(${this.site(1)}, ${node.operator === '++' ? 1 : -1}, ${place}))`;
    return node.isAlone || node.prefix ? made : `(${made}, $_.before)`;
  }

  CallExpression(node) {
    const { callee } = node;
    if (callee.type !== 'MemberExpression' || callee.computed || !PAIRED[callee.property.name]) return this.plain(node);
    const object = this.gap(callee.start, callee.object.start) + this.text(callee.object) + this.gap(callee.object.end, callee.property.start).replace(/\.\s*$/, callee.optional ? '.' : '').replace(/\?$/, '?.');
    const key = `[$_.key(${this.site(1)}, '${callee.property.name}', '${PAIRED[callee.property.name]}')]`;
    return object + key + this.joined(node.arguments, callee.end, node.end);
  }

  SwitchCase(node) {
    if (node.consequent.length === 0) return this.plain(node);
    const at = node.consequent[0].start;
    return this.joined(node.test ? [node.test] : [], node.start, at) + `$_.reached(${this.site()}); ` + this.joined(node.consequent, at, node.end);
  }

  MemberExpression(node) { return node.computed ? this.plain(node) : this.gap(node.start, node.object.start) + this.text(node.object) + this.gap(node.object.end, node.end); }

  TemplateElement(node) { return this.gap(node.start, node.end); }

  text(node) {
    const made = super.text(node);
    return node.isTest ? `$_.branch(${this.site(1)}, ${made})` : made;
  }
}

module.exports = { Instrument };
