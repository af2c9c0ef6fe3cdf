'use strict';
// Runs a module with chosen inputs and tells what it does: node --expose-internals explore.cjs SOURCE OUT SECONDS SEED.
// Inputs come from the constants and examples of the source, from types, and from comparisons that were seen. What reaches
// a new outcome is kept and varied. Each kept scenario is run again in another process; what differs is left out.
const fs = require('fs');
const path = require('path');
const vm = require('vm');
const { spawnSync } = require('child_process');
const { pathToFileURL } = require('url');

const MOST_PROBES = 300000;

function random(seed) {
  let state = seed >>> 0 || 1;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

// ---- types are taken out of TypeScript; lengths stay, so that places do not move ----

function tokens(source) {
  const shape = /\/\/[^\n]*|\/\*[\s\S]*?\*\/|`(?:\\[\s\S]|\$\{(?:[^{}`]|\{[^{}]*\}|`(?:\\.|[^`\\])*`)*\}|[^`\\])*`|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|[A-Za-z_$][\w$]*|#[A-Za-z_$][\w$]*|\d[\w.]*|=>|\?\.|\?\?=?|\.\.\.|[=!]==?|&&=?|\|\|=?|\*\*=?|[+\-*/%&|^]=|\+\+|--|<=|\S/g;
  const found = [];
  let match;
  while ((match = shape.exec(source)) !== null) {
    let text = match[0];
    if (text.startsWith('//') || text.startsWith('/*')) continue;
    const before = found.length ? found[found.length - 1].text : '(';
    if (text === '/' && (/^[(,=:[!&|?{};+\-*%<>~^]$|^=>$|^&&$|^\|\|$|^return$|^typeof$|^[=!]==?$/.test(before))) {
      const regex = /\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n])+\/[a-z]*/y;
      regex.lastIndex = match.index;
      const body = regex.exec(source);
      if (body) { text = body[0]; shape.lastIndex = match.index + text.length; }
    }
    found.push({ text, start: match.index, end: match.index + text.length });
  }
  return found;
}

const shifts = [];

/** Where a place of the erased text is in the source. */
function original(place) {
  let at = place;
  for (const [start, length] of shifts) if (start < at) at -= Math.min(length, at - start);
  return at;
}

function eraseTypes(source) {
  const list = tokens(source);
  const out = source.split('');
  const blank = (from, to) => { for (let i = from; i < to; i++) if (out[i] !== '\n') out[i] = ' '; };
  const text = (i) => (i >= 0 && i < list.length ? list[i].text : '');
  const close = { '(': ')', '[': ']', '{': '}', '<': '>' };
  const pairs = new Map();
  const stack = [];
  list.forEach((token, i) => {
    if ('([{'.includes(token.text) && token.text.length === 1) stack.push(i);
    else if (')]}'.includes(token.text) && token.text.length === 1 && stack.length) { const open = stack.pop(); pairs.set(open, i); pairs.set(i, open); }
  });
  const word = (i) => /^[A-Za-z_$#]/.test(text(i));
  const angles = (i) => {
    let depth = 0;
    for (let at = i; at < list.length; at++) {
      if (text(at) === '<') depth++;
      else if (text(at) === '>') { if (--depth === 0) return at; } else if ('([{'.includes(text(at)) && text(at).length === 1) at = pairs.get(at) ?? at;
      else if ([';', '&&', '||', ')', '}'].includes(text(at))) return -1;
    }
    return -1;
  };
  // the token behind a type that starts at i
  const typeEnd = (i) => {
    let at = i;
    for (;;) {
      while (['|', '&', 'keyof', 'readonly', 'typeof', 'unique', 'infer', 'asserts', 'new', '-'].includes(text(at))) at++;
      if (text(at) === '<') at = angles(at) + 1;
      if (text(at) === '(') {
        at = pairs.get(at) + 1;
        if (text(at) === '=>') { at = typeEnd(at + 1); }
      } else if (text(at) === '{' || text(at) === '[') at = pairs.get(at) + 1;
      else at++;
      for (;;) {
        if (text(at) === '.') at += 2;
        else if (text(at) === '<') { const end = angles(at); if (end < 0) break; at = end + 1; } else if (text(at) === '[' && list[at].start === list[at - 1].end) at = pairs.get(at) + 1;
        else break;
      }
      if (text(at) === 'is' || (text(at) === 'extends' && text(at + 2) === '?')) { at++; continue; }
      if (text(at) === '|' || text(at) === '&') continue;
      return at;
    }
  };
  const erase = (from, to) => blank(list[from].start, to < list.length ? list[to - 1].end : source.length);
  const kinds = new Map();
  const classes = [];
  for (let i = 0; i < list.length; i++) {
    if (text(i) === 'class' && text(i - 1) !== '.') {
      let at = i + 1;
      while (at < list.length && text(at) !== '{') { if (text(at) === '<') { const end = angles(at); at = end < 0 ? at + 1 : end + 1; } else at++; }
      kinds.set(at, 'class');
      classes.push([at, pairs.get(at)]);
    }
  }
  const inClassBody = (i) => { const around = enclosing(i); return around >= 0 && kinds.get(around) === 'class'; };
  const parents = new Map();
  { const open = []; list.forEach((token, i) => { parents.set(i, open.length ? open[open.length - 1] : -1); if ('([{'.includes(token.text) && token.text.length === 1) open.push(i); else if (')]}'.includes(token.text) && token.text.length === 1) { open.pop(); parents.set(i, open.length ? open[open.length - 1] : -1); } }); }
  function enclosing(i) { return parents.get(i) ?? -1; }
  const parameters = new Set();
  for (let i = 0; i < list.length; i++) {
    if (text(i) !== '(') continue;
    const end = pairs.get(i);
    let before = i - 1;
    if (text(before) === '>') { let depth = 0; let at = before; while (at > 0) { if (text(at) === '>') depth++; else if (text(at) === '<' && --depth === 0) break; at--; } before = at - 1; }
    const method = inClassBody(i) && (word(before) || text(before) === ']');
    const named = text(before) === 'function' || text(before - 1) === 'function' || (text(before - 1) === '*' && text(before - 2) === 'function');
    let arrow = text(end + 1) === '=>';
    if (!arrow && text(end + 1) === ':' && !method && !named) { const after = typeEnd(end + 2); arrow = text(after) === '=>' && text(i - 1) !== '?' && !['if', 'while', 'for', 'switch'].includes(text(i - 1)); }
    if (method || named || arrow) {
      parameters.add(i);
      if (text(end + 1) === ':') { const after = typeEnd(end + 2); erase(end + 1, after); }
    }
  }
  const inserts = [];
  for (let i = 0; i < list.length; i++) {
    const start = i === 0 || [';', '}', '{', 'export', ')'].includes(text(i - 1)) || list[i - 1].end < source.lastIndexOf('\n', list[i].start) + 1 && text(i - 1) !== '=';
    if (start && text(i) === 'interface' && word(i + 1)) {
      let at = i + 1; while (text(at) !== '{') at++;
      const from = text(i - 1) === 'export' ? i - 1 : i;
      erase(from, pairs.get(at) + 1); i = pairs.get(at); continue;
    }
    if (start && text(i) === 'type' && word(i + 1) && (text(i + 2) === '=' || text(i + 2) === '<')) {
      let at = i + 2; while (text(at) !== '=') at++;
      const end = typeEnd(at + 1);
      const from = text(i - 1) === 'export' ? i - 1 : i;
      const last = text(end) === ';' ? end + 1 : end;
      erase(from, last); i = last - 1; continue;
    }
    if ((text(i) === 'import' || text(i) === 'export') && text(i + 1) === 'type' && text(i + 2) === '{') { let at = i; while (at < list.length && text(at) !== ';') at++; erase(i, at); i = at; continue; }
    if (start && text(i) === 'declare' && word(i + 1)) { let at = i; while (at < list.length && text(at) !== ';' && text(at) !== '}') at++; erase(i, at + 1); i = at; continue; }
    if (start && text(i) === 'enum' || text(i) === 'const' && text(i + 1) === 'enum') {
      const at = text(i) === 'const' ? i + 1 : i;
      const name = text(at + 1); const end = pairs.get(at + 2);
      let next = '0'; const members = [];
      for (let k = at + 3; k < end;) {
        const member = text(k); let stop = k + 1; let depth = 0;
        while (stop < end && (depth > 0 || text(stop) !== ',')) { if ('([{'.includes(text(stop))) depth++; if (')]}'.includes(text(stop))) depth--; stop++; }
        const value = text(k + 1) === '=' ? source.slice(list[k + 2].start, list[stop - 1].end) : next;
        const key = /^['"]/.test(member) ? member : JSON.stringify(member);
        members.push(/^['"`]/.test(value) ? `${name}[${key}] = ${value};` : `${name}[${name}[${key}] = ${value}] = ${key};`);
        next = /^-?\d+$/.test(value) ? String(Number(value) + 1) : '0';
        k = stop + 1;
      }
      erase(i, end + 1);
      inserts.push([list[i].start, `const ${name} = {}; ${members.join(' ')}`]);
      i = end; continue;
    }
    if (text(i) === 'abstract' && (text(i + 1) === 'class' || inClassBody(i))) {
      if (text(i + 1) === 'class') erase(i, i + 1);
      else { let at = i; while (text(at) !== ';') at++; erase(i, at + 1); i = at; }
      continue;
    }
    if (['private', 'public', 'protected', 'readonly', 'override', 'declare'].includes(text(i)) && (word(i + 1) || text(i + 1) === '[') && (inClassBody(i) || parameters.has(enclosing(i)))) {
      if (parameters.has(enclosing(i)) && text(enclosing(i) - 1) === 'constructor') {
        let at = i + 1; while (['private', 'public', 'protected', 'readonly', 'override'].includes(text(at))) at++;
        let body = pairs.get(enclosing(i)) + 1;
        if (text(body) === '{' && !list[i].done) {
          for (let k = i; k < at; k++) list[k].done = true;
          let place = list[body].end;
          for (let k = body + 1; k < pairs.get(body); k++) if (text(k) === 'super' && text(k + 1) === '(') { const end = pairs.get(k + 1); place = list[end].end; break; }
          inserts.push([place, `${place === list[body].end ? '' : ';'} this.${text(at)} = ${text(at)};`]);
        }
      }
      erase(i, i + 1); continue;
    }
    if (text(i) === 'implements' && word(i + 1)) { let at = i; while (text(at) !== '{') at++; erase(i, at); i = at - 1; continue; }
    if (text(i) === '<' && word(i - 1) && list[i].start === list[i - 1].end) {
      const end = angles(i);
      if (end > 0 && ['(', '{', 'extends', 'implements'].includes(text(end + 1))) { erase(i, end + 1); i = end; continue; }
    }
    if ((text(i) === 'as' || text(i) === 'satisfies') && !['.', ',', '{', '(', 'import'].includes(text(i - 1)) && (word(i + 1) || '{[('.includes(text(i + 1))) && text(i - 1) !== '*') {
      const around = enclosing(i);
      if (!(around >= 0 && (text(around - 1) === 'import' || text(around - 1) === 'export'))) { const end = text(i + 1) === 'const' ? i + 2 : typeEnd(i + 1); erase(i, end); i = end - 1; continue; }
    }
    if (text(i) === '!' && list[i - 1] && list[i].start === list[i - 1].end && (word(i - 1) || text(i - 1) === ')' || text(i - 1) === ']') && !['return', 'typeof', 'in', 'of', 'case'].includes(text(i - 1))) { erase(i, i + 1); continue; }
    // annotations of parameters, variables and fields
    if (text(i) === ':' || (text(i) === '?' && text(i + 1) === ':')) {
      const colon = text(i) === ':' ? i : i + 1;
      const around = enclosing(i);
      const isParameter = parameters.has(around);
      let isVariable = false;
      if (!isParameter) {
        let at = i - 1;
        if (text(at) === '}' || text(at) === ']') at = pairs.get(at);
        isVariable = ['let', 'const', 'var'].includes(text(at - 1));
      }
      const isField = inClassBody(i) && (word(i - 1) || text(i - 1) === ']' || text(i - 1) === '!');
      if (isParameter || isVariable || isField) { const end = typeEnd(colon + 1); erase(i, end); i = end - 1; continue; }
    }
    if (text(i) === '?' && parameters.has(enclosing(i)) && (text(i + 1) === ',' || text(i + 1) === ')')) erase(i, i + 1);
  }
  let result = out.join('');
  shifts.push(...inserts.map(([place, added]) => [place, added.length]).sort((left, right) => left[0] - right[0]));
  for (const [place, added] of inserts.sort((left, right) => right[0] - left[0])) result = result.slice(0, place) + added + result.slice(place);
  return result;
}

// ---- the source, its types and its values ----

function parserOf() {
  try {
    return require('internal/deps/acorn/acorn/dist/acorn');
  } catch {
    return null;
  }
}

function instrument(acorn, source, isModule) {
  const tree = acorn.parse(source, { ecmaVersion: 'latest', sourceType: isModule ? 'module' : 'script', allowReturnOutsideFunction: true, allowHashBang: true });
  const edits = [];
  let count = 0;
  const wrap = (node, name) => { count++; edits.push([node.start, 1, node.end - node.start, `${name}(${count},`], [node.end, 0, node.end - node.start, ')']); };
  const visit = (node) => {
    if (!node || typeof node.type !== 'string') return;
    if (node.type === 'BinaryExpression' && ['<', '<=', '>', '>=', '===', '!==', '==', '!='].includes(node.operator)) {
      count++;
      const between = source.slice(node.left.end, node.right.start);
      const at = node.left.end + between.indexOf(node.operator);
      edits.push([node.start, 1, node.end - node.start, `globalThis.probe.compare(${count},${JSON.stringify(node.operator)},`], [node.end, 0, node.end - node.start, ')'], [at, 2, node.operator.length, ',']);
    } else if (['IfStatement', 'WhileStatement', 'DoWhileStatement', 'ConditionalExpression', 'ForStatement'].includes(node.type) && node.test) wrap(node.test, 'globalThis.probe.branch');
    else if (node.type === 'LogicalExpression') wrap(node.right, 'globalThis.probe.branch');
    else if (node.type === 'ArrowFunctionExpression' && node.body.type !== 'BlockStatement') wrap(node.body, 'globalThis.probe.branch');
    else if (node.type === 'ReturnStatement' && node.argument) wrap(node.argument, 'globalThis.probe.branch');
    else if (node.type === 'SwitchCase' && node.consequent.length) { count++; edits.push([node.consequent[0].start, 1, 1e9, `globalThis.probe.branch(${count},1);`]); }
    for (const key of Object.keys(node)) {
      const child = node[key];
      if (Array.isArray(child)) child.forEach(visit);
      else if (child && typeof child === 'object' && key !== 'regex') visit(child);
    }
  };
  visit(tree);
  // at one place what ends comes first, the inner before the outer; what begins follows, the outer before the inner
  edits.sort((left, right) => left[0] - right[0] || left[1] - right[1] || (left[1] === 0 ? left[2] - right[2] : right[2] - left[2]));
  let text = ''; let at = 0;
  for (const [place, kind, size, added] of edits) {
    text += source.slice(at, place) + added;
    at = kind === 2 ? place + size : place;
  }
  return { text: text + source.slice(at), tree };
}

class Pool {
  constructor(source, chance) {
    this.chance = chance;
    this.numbers = [0, 1, -1, 2, 3, 10, 100, 0.5];
    this.texts = ['', 'a', 'A b', '0', 'x1'];
    this.patterns = [];
    this.seen = new Set();
    this.found = [];
    for (const token of tokens(source)) {
      if (/^\d/.test(token.text)) { const value = Number(token.text.replace(/_/g, '').replace(/n$/, '')); if (Number.isFinite(value)) for (const other of [value, value + 1, value - 1]) if (!this.numbers.includes(other)) this.numbers.push(other); }
      if (/^['"]/.test(token.text)) this.add(token.text.slice(1, -1).replace(/\\(.)/g, '$1'));
      if (token.text.startsWith('`')) token.text.slice(1, -1).split(/\$\{[^}]*\}/).forEach((part) => this.add(part));
      if (/^\/.+\/[a-z]*$/.test(token.text)) this.patterns.push(token.text.slice(1, token.text.lastIndexOf('/')));
    }
    for (const comment of source.match(/\/\/[^\n]*|\/\*[\s\S]*?\*\//g) ?? []) for (const found of comment.matchAll(/`([^`\n]{1,80})`|'([^'\n]{1,80})'|"([^"\n]{1,80})"/g)) this.add(found[1] ?? found[2] ?? found[3]);
  }

  add(text) {
    if (text.length > 100 || this.texts.includes(text)) return;
    this.texts.push(text);
    for (const word of text.split(/\s+/).slice(0, 12)) if (!this.texts.includes(word)) this.texts.push(word);
  }

  saw(value) {
    if (this.seen.size < 400 && (typeof value === 'number' ? Math.abs(value) < 1e9 : typeof value === 'string' && value.length < 60)) this.seen.add(value);
  }

  pick(list) { return list[Math.floor(this.chance() * list.length)]; }

  whole(low, high) { return low + Math.floor(this.chance() * (high - low + 1)); }

  number() {
    const roll = this.chance();
    if (roll < 0.2) { const known = [...this.seen].filter((value) => typeof value === 'number'); if (known.length) return this.pick(known) + this.whole(-1, 1); }
    if (roll < 0.75) return this.pick(this.numbers);
    return this.pick([this.whole(-5, 20), this.whole(0, 100), this.whole(-1000, 10000), this.whole(0, 1000) / 100]);
  }

  text() {
    const roll = this.chance();
    if (roll > 0.75 && this.found.length) return this.pick(this.found);
    if (roll < 0.2 && this.patterns.length) return this.matching(this.pick(this.patterns));
    const known = roll < 0.35 ? [...this.seen].filter((value) => typeof value === 'string') : [];
    let text = known.length ? this.pick(known) : this.pick(this.texts);
    for (let i = this.pick([0, 0, 1, 1, 2, 3]); i > 0; i--) text = this.vary(text);
    return text.slice(0, 120);
  }

  vary(text) {
    const at = this.whole(0, text.length);
    const token = this.pick(this.texts);
    switch (this.whole(0, 10)) {
      case 0: return text.slice(0, at) + this.pick([...' -_.,:;/*+@#!0123456789aAzZé()<>=|&"']) + text.slice(at);
      case 1: return text.slice(0, Math.max(0, at - 1)) + text.slice(at);
      case 2: return text + this.pick(['', ' ', ',', '-', '/', '.', ':', ' && ', '||']) + token;
      case 3: return text.slice(0, at) + token + text.slice(at);
      case 4: return text.slice(0, at);
      case 5: return this.chance() < 0.5 ? text.toUpperCase() : text.toLowerCase();
      case 6: { const spots = [...text.matchAll(/\d+/g)]; if (!spots.length) return text + this.whole(0, 20); const spot = this.pick(spots); return text.slice(0, spot.index) + this.pick([0, 1, 9, Number(spot[0]) + 1, Math.max(0, Number(spot[0]) - 1), this.whole(0, 30)]) + text.slice(spot.index + spot[0].length); }
      case 7: { const parts = text.split(/([ ,;:./=<>-])/); parts[this.whole(0, parts.length - 1)] = this.pick([token, String(this.number()), '', this.pick(parts)]); return parts.join(''); }
      case 8: return `${text}${this.pick(['', ' ', '.', '-'])}${text}`;
      case 9: return text.length > 1 && at < text.length - 1 ? text.slice(0, at) + text[at + 1] + text[at] + text.slice(at + 2) : token;
      default: return text ? text.slice(0, Math.max(0, at - 1)) + this.pick(['a', 'Z', '9', '0', ' ', '.']) + text.slice(at) : token;
    }
  }

  /** A text that a pattern matches, more or less. */
  matching(pattern) {
    let at = 0;
    const escape = (kind) => ({ d: String(this.whole(0, 9)), w: this.pick(['a', 'Z', '0', '_']), s: ' ', S: 'x', D: 'x', W: '-', b: '', B: '', t: '\t', n: '\n' })[kind] ?? kind;
    const alternatives = () => {
      const made = [sequence()];
      while (pattern[at] === '|') { at++; made.push(sequence()); }
      return () => this.pick(made)();
    };
    const sequence = () => {
      const parts = [];
      while (at < pattern.length && pattern[at] !== ')' && pattern[at] !== '|') parts.push(repeated());
      return () => parts.map((part) => part()).join('');
    };
    const repeated = () => {
      const one = atom();
      let [low, high] = [1, 1];
      const count = /^(?:[*+?]|\{(\d+)(,?)(\d*)\})\??/.exec(pattern.slice(at));
      if (count) {
        at += count[0].length;
        const sign = count[0][0];
        [low, high] = sign === '*' ? [0, 3] : sign === '+' ? [1, 3] : sign === '?' ? [0, 1] : [Number(count[1]), count[3] ? Number(count[3]) : count[2] ? Number(count[1]) + 2 : Number(count[1])];
      }
      return () => Array.from({ length: this.whole(low, Math.min(high, low + 3)) }, one).join('');
    };
    const atom = () => {
      const char = pattern[at++];
      if (char === '(') {
        const head = /^\?(?::|<?[=!]|<\w+>)/.exec(pattern.slice(at));
        if (head) at += head[0].length;
        const inner = alternatives();
        at++;
        return head && /[=!]/.test(head[0]) ? () => '' : inner;
      }
      if (char === '[') {
        const negated = pattern[at] === '^';
        const options = [];
        if (negated) at++;
        while (at < pattern.length && pattern[at] !== ']') {
          if (pattern[at] === '\\') { const kind = pattern[at + 1]; at += 2; options.push(() => escape(kind)); } else if (pattern[at + 1] === '-' && pattern[at + 2] !== ']') { const [low, high] = [pattern.charCodeAt(at), pattern.charCodeAt(at + 2)]; at += 3; options.push(() => String.fromCharCode(this.whole(low, high))); } else { const literal = pattern[at++]; options.push(() => literal); }
        }
        at++;
        return negated ? () => this.pick(['a', 'Z', '9', ' ', '-']) : () => (options.length ? this.pick(options)() : '');
      }
      if (char === '\\') { const kind = pattern[at++]; return () => escape(kind); }
      if (char === '^' || char === '$') return () => '';
      if (char === '.') return () => this.pick(['a', '9', ' ', '-']);
      return () => char;
    };
    try { return alternatives()(); } catch { return 'a'; }
  }
}

/** Splits at commas that stand in no bracket. */
function split(text, separator = ',') {
  const parts = []; let depth = 0; let start = 0; let quote = '';
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (quote) { if (char === '\\') i++; else if (char === quote) quote = ''; } else if ('\'"`'.includes(char)) quote = char;
    else if ('([{<'.includes(char)) depth++;
    else if (')]}'.includes(char) || (char === '>' && text[i - 1] !== '=')) depth--;
    else if (char === separator && depth === 0) { parts.push(text.slice(start, i)); start = i + 1; }
  }
  parts.push(text.slice(start));
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

class Types {
  constructor(source, tree) {
    this.source = source;
    this.shapes = new Map();
    for (const match of source.matchAll(/\b(?:interface\s+(\w+)[^{=]*|type\s+(\w+)\s*=\s*)\{/g)) this.shapes.set(match[1] ?? match[2], this.fields(this.balanced(match.index + match[0].length - 1)));
    this.aliases = new Map([...source.matchAll(/\btype\s+(\w+)\s*=\s*([^{;][^;]*);/g)].map((match) => [match[1], match[2].trim()]));
    this.enums = new Set([...source.matchAll(/\benum\s+(\w+)/g)].map((match) => match[1]));
    this.functions = new Map();
    let owner = '';
    const visit = (node, name) => {
      if (!node || typeof node.type !== 'string') return;
      if (/^Class/.test(node.type) && node.id) owner = node.id.name;
      if (/Function/.test(node.type)) { const key = name === 'constructor' ? `${owner}.constructor` : node.id?.name ?? name; if (key && !this.functions.has(key)) this.functions.set(key, node); }
      for (const key of Object.keys(node)) {
        const child = node[key];
        const named = node.type === 'VariableDeclarator' ? node.id.name : node.type === 'MethodDefinition' || node.type === 'Property' || node.type === 'PropertyDefinition' ? node.key?.name : node.type === 'AssignmentExpression' ? node.left.property?.name ?? node.left.name : undefined;
        if (Array.isArray(child)) child.forEach((item) => visit(item, undefined));
        else if (child && typeof child === 'object' && key !== 'regex') visit(child, named);
      }
    };
    if (tree) visit(tree);
  }

  balanced(open) {
    let depth = 0;
    for (let i = open; i < this.source.length; i++) {
      if ('([{'.includes(this.source[i])) depth++;
      if (')]}'.includes(this.source[i]) && --depth === 0) return this.source.slice(open + 1, i);
    }
    return '';
  }

  fields(body) {
    return split(body.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, '').replace(/\n/g, ';').replace(/,/g, (sign, at, all) => ((all.slice(0, at).match(/[<([{]/g) ?? []).length === (all.slice(0, at).match(/[>)\]}]/g) ?? []).length ? ';' : sign)), ';').map((line) => /^(?:readonly\s+)?(\w+)(\?)?\s*:\s*(.+)$/.exec(line)).filter(Boolean).map((match) => ({ name: match[1], optional: match[2] === '?', type: match[3].trim() }));
  }

  /** The parameters of a function: name, type or null, whether it has a default. */
  of(name) {
    const node = this.functions.get(name);
    if (!node && name.endsWith('.constructor')) return [];
    name = name.split('.').pop();
    const declared = [...this.source.matchAll(new RegExp(`(?:function\\s*\\*?\\s*|^\\s*(?:(?:public|static|async|get|set|export|const|let)\\s+)*|[.\\s])#?${name.replace(/\$/g, '\\$')}\\s*(?:=\\s*(?:async\\s*)?(?:function\\s*)?)?(?:<[^>(]*>)?\\(`, 'gm'))];
    const place = declared.find((match) => node ? Math.abs(match.index - node.start) < 400 || match.index <= node.start : true);
    const documented = new Map();
    if (place) {
      const before = this.source.slice(0, place.index + 1).trimEnd();
      const comment = /\/\*\*(?:[^*]|\*(?!\/))*\*\/\s*(?:export\s+)?(?:default\s+)?(?:async\s+)?$/.exec(this.source.slice(0, place.index + place[0].indexOf(name)).replace(/(?:function|static|async|export|const|public)\s*$/g, '').trimEnd()) ?? (before.endsWith('*/') ? /\/\*\*(?:[^*]|\*(?!\/))*\*\/$/.exec(before) : null);
      for (const match of (comment?.[0] ?? '').matchAll(/@param\s+\{((?:[^{}]|\{[^{}]*\})*)\}\s+\[?(\w+)/g)) documented.set(match[2], match[1]);
    }
    if (node) {
      return node.params.map((parameter) => {
        const target = parameter.type === 'AssignmentPattern' ? parameter.left : parameter.type === 'RestElement' ? parameter.argument : parameter;
        const annotation = /^\s*\??\s*:\s*/.exec(this.source.slice(original(target.end)));
        let type = documented.get(target.name) ?? null;
        if (annotation) { const rest = this.source.slice(original(target.end) + annotation[0].length); type = this.head(rest); }
        return { name: target.name ?? '', node, pattern: target.type === 'ObjectPattern' ? target : null, type, optional: parameter.type === 'AssignmentPattern' || /^\s*\?/.test(this.source.slice(original(target.end))), rest: parameter.type === 'RestElement', fallback: parameter.type === 'AssignmentPattern' ? this.source.slice(original(parameter.right.start), original(parameter.right.end)) : null };
      });
    }
    if (!place) return [];
    return split(this.balanced(place.index + place[0].length - 1)).map((text) => { const match = /^(?:(?:public|private|protected|readonly)\s+)*(\.\.\.)?(\w+)(\?)?\s*(?::\s*([^=]+))?(=.*)?$/s.exec(text); return { name: match?.[2] ?? '', type: match?.[4]?.trim() ?? documented.get(match?.[2]) ?? null, optional: Boolean(match?.[3] || match?.[5]), rest: Boolean(match?.[1]), fallback: match?.[5]?.slice(1).trim() ?? null }; });
  }

  head(text) {
    let depth = 0;
    for (let i = 0; i < text.length; i++) {
      if ('([{<'.includes(text[i])) depth++;
      else if (')]}'.includes(text[i]) || (text[i] === '>' && text[i - 1] !== '=')) { if (depth === 0) return text.slice(0, i).trim(); depth--; } else if (depth === 0 && (text[i] === ',' || (text[i] === '=' && text[i + 1] !== '>'))) return text.slice(0, i).trim();
    }
    return text.trim();
  }

  /** What a parameter without a type is used for. */
  guess(parameter, depth = 0) {
    const found = new Set(); const members = new Set();
    const name = parameter.name;
    const visit = (node) => {
      if (!node || typeof node.type !== 'string') return;
      if (node.type === 'MemberExpression' && node.object.type === 'Identifier' && node.object.name === name && !node.computed) {
        const member = node.property.name;
        if (['split', 'trim', 'charAt', 'charCodeAt', 'startsWith', 'endsWith', 'toLowerCase', 'toUpperCase', 'replace', 'match', 'padStart', 'substring', 'normalize', 'codePointAt'].includes(member)) found.add('string');
        else if (['map', 'filter', 'reduce', 'some', 'every', 'forEach', 'push', 'sort', 'join', 'find', 'flatMap'].includes(member)) found.add('array');
        else if (['getTime', 'getFullYear', 'getMonth', 'getDate', 'toISOString', 'getDay', 'getUTCDay', 'getUTCFullYear', 'getUTCMonth', 'getUTCDate', 'getHours'].includes(member)) found.add('Date');
        else if (['toFixed'].includes(member)) found.add('number');
        else if (['length', 'slice', 'indexOf', 'includes', 'at', 'concat'].includes(member)) found.add('sized');
        else members.add(member);
      }
      if (node.type === 'MemberExpression' && node.computed && node.object.type === 'Identifier' && node.object.name === name) found.add('sized');
      if (node.type === 'ForOfStatement' && node.right.type === 'Identifier' && node.right.name === name) found.add('array');
      if (node.type === 'BinaryExpression') {
        const sides = [node.left, node.right];
        if (sides.some((side) => side.type === 'Identifier' && side.name === name)) {
          if (sides.some((side) => side.type === 'Literal' && typeof side.value === 'string')) found.add('string');
          else if (sides.some((side) => side.type === 'Literal' && typeof side.value === 'number') || ['*', '/', '%', '-', '<', '>', '<=', '>='].includes(node.operator)) found.add('number');
        }
      }
      if (node.type === 'SwitchStatement' && node.discriminant.type === 'Identifier' && node.discriminant.name === name && typeof node.cases[0]?.test?.value === 'string') found.add('string');
      if (node.type === 'CallExpression') {
        const called = node.callee.name ?? node.callee.property?.name;
        const spot = node.arguments.findIndex((argument) => argument.type === 'Identifier' && argument.name === name);
        if (node.callee.type === 'Identifier' && node.callee.name === name) found.add('function');
        if (spot >= 0) {
          if (['String', 'exec', 'test', 'parse', 'parseInt', 'parseFloat'].includes(called) && !this.functions.has(called)) found.add('string');
          else if (['isInteger', 'isFinite', 'floor', 'round', 'abs', 'min', 'max', 'Number'].includes(called)) found.add('number');
          else if (called === 'isArray') found.add('array');
          else if (depth < 3 && this.functions.has(called) && this.functions.get(called) !== parameter.node) { const other = this.of(called)[spot]; if (other) { if (other.type) found.add(`type:${other.type}`); else { const deeper = this.guess(other, depth + 1); if (deeper) found.add(deeper); } } }
        }
      }
      for (const key of Object.keys(node)) { const child = node[key]; if (Array.isArray(child)) child.forEach(visit); else if (child && typeof child === 'object' && key !== 'regex') visit(child); }
    };
    if (parameter.node) visit(parameter.node.body);
    for (const kind of found) if (kind.startsWith('type:')) return kind.slice(5);
    for (const kind of ['string', 'Date', 'array', 'function', 'number']) if (found.has(kind)) return kind;
    if (members.size && !found.has('sized')) return `{${[...members].map((member) => `${member}?: any`).join('; ')}}`;
    if (found.has('sized')) return 'sized';
    if (/text|name|str|word|expression|source|input|key|code|email|path|url|range|version|pattern|query|date|day/i.test(name)) return 'string';
    if (/count|size|limit|width|amount|price|quantity|rate|total|index|^[nxyab]$|min|max|length|days|age/i.test(name)) return 'number';
    if (/items|rows|values|lines|words|numbers|entries|list|records/i.test(name)) return 'array';
    if (/row|record|object|item|options|data|user|order/i.test(name)) return 'object';
    return null;
  }
}

class Maker {
  constructor(types, pool, exported) { Object.assign(this, { types, pool, exported }); }

  argument(parameter, depth = 0) {
    if (parameter.fallback && this.pool.chance() < 0.2) return parameter.fallback;
    if (parameter.pattern) return `{ ${parameter.pattern.properties.filter((property) => property.key).map((property) => `${property.key.name}: ${this.of('any', depth + 1)}`).join(', ')} }`;
    let type = parameter.type ?? this.types.guess(parameter) ?? 'any';
    if (parameter.type === null && parameter.fallback) type = /^['"`]/.test(parameter.fallback) ? 'string' : /^-?\d/.test(parameter.fallback) ? 'number' : /^(true|false)$/.test(parameter.fallback) ? 'boolean' : type;
    if (parameter.type === null && this.pool.chance() < 0.04) type = 'any';
    return this.of(type, depth);
  }

  many(type, depth) { return `[${Array.from({ length: this.pool.pick([0, 1, 2, 2, 3, 4]) }, () => this.of(type, depth + 1)).join(', ')}]`; }

  of(type, depth = 0) {
    const { pool } = this;
    type = type.trim().replace(/^readonly\s+/, '').replace(/^\?/, '').replace(/=$/, '');
    if (depth > 5) return 'null';
    const union = split(type.replace(/^\|/, ''), '|');
    if (union.length > 1) return this.of(pool.pick(union), depth);
    if (/^\(.*\)$/s.test(type) && !type.includes('=>')) return this.of(type.slice(1, -1), depth);
    if (type.includes('=>') || /^(Function|function)$/.test(type)) return pool.pick(['() => undefined', '(x) => x', '() => true', '() => false', '(x, y) => (x < y ? -1 : x > y ? 1 : 0)', '() => 1']);
    if (/^'.*'$|^".*"$|^-?\d+(\.\d+)?$|^(true|false|null|undefined)$/.test(type)) return type;
    const list = /^(.*)\[\]$/s.exec(type) ?? /^(?:Readonly)?(?:Array|Iterable|ReadonlyArray|Set|ReadonlySet)\.?<(.*)>$/s.exec(type);
    if (list) return /Set/.test(type.split('<')[0]) ? `new Set(${this.many(list[1], depth)})` : this.many(list[1], depth);
    if (/^\[.*\]$/s.test(type)) return `[${split(type.slice(1, -1)).map((part) => this.of(part, depth + 1)).join(', ')}]`;
    if (/^\{.*\}$/s.test(type)) { const fields = split(type.slice(1, -1).replace(/;/g, ',')).map((line) => /^(?:readonly\s+)?(\w+)(\?)?\s*:\s*(.+)$/s.exec(line)).filter(Boolean).map((match) => ({ name: match[1], optional: match[2] === '?', type: match[3] })); return this.object(fields, depth); }
    const map = /^(Record|Map|ReadonlyMap|Object)\.?<(.*)>$/s.exec(type);
    if (map) { const [key, value] = split(map[2]); const pairs = Array.from({ length: pool.whole(0, 3) }, () => [this.of(key, depth + 1), this.of(value ?? 'any', depth + 1)]); return map[1].endsWith('Map') ? `new Map([${pairs.map((pair) => `[${pair.join(', ')}]`).join(', ')}])` : `{ ${pairs.map((pair) => `${/^['"]/.test(pair[0]) ? pair[0] : `'${pair[0]}'`}: ${pair[1]}`).join(', ')} }`; }
    const partial = /^(?:Partial|Readonly|Required)<(.*)>$/s.exec(type);
    if (partial) return this.of(partial[1], depth);
    switch (type.toLowerCase()) {
      case 'string': return literal(pool.text());
      case 'number': return literal(pool.number());
      case 'boolean': return pool.pick(['true', 'false']);
      case 'bigint': return `${Math.trunc(pool.number())}n`;
      case 'date': return `new Date('${this.day()}${pool.pick(['', 'T00:00:00Z', 'T12:30:00Z', 'T23:59:59Z'])}')`;
      case 'sized': return this.of(pool.chance() < 0.6 ? 'string' : 'array', depth);
      case 'array': return this.many(pool.pick(['string', 'number', 'any']), depth);
      case 'object': return this.object(pool.pick([[], [['name', 'string']], [['id', 'number'], ['name', 'string']]]).map(([name, kind]) => ({ name, type: kind })), depth);
      case 'regexp': return '/a/';
      default:
    }
    if (this.types.shapes.has(type)) return this.object(this.types.shapes.get(type), depth);
    if (this.types.aliases.has(type)) return this.of(this.types.aliases.get(type), depth + 1);
    if (this.types.enums.has(type) && this.exported[type]) return `${type}.${pool.pick(Object.keys(this.exported[type]).filter((key) => Number.isNaN(Number(key))))}`;
    if (typeof this.exported[type] === 'function') return `new ${type}(${this.types.of(`${type}.constructor`).map((parameter) => this.argument(parameter, depth + 1)).join(', ')})`;
    return pool.chance() < 0.06 ? pool.pick(['null', 'undefined']) : this.of(pool.pick(['string', 'number', 'string', 'number', 'boolean', 'array', 'object']), depth + 1);
  }

  object(fields, depth) {
    return `{ ${fields.filter((field) => !field.optional || this.pool.chance() < 0.7).map((field) => `${field.name}: ${/date|expires|day|until|since/i.test(field.name) && field.type === 'string' && this.pool.chance() < 0.7 ? literal(this.day()) : field.name === 'id' && field.type === 'string' && this.pool.chance() < 0.7 ? literal(this.pool.pick(['a', 'b', 'c', 'd'])) : this.of(field.type ?? 'any', depth + 1)}`).join(', ')} }`;
  }

  day() { const month = this.pool.pick([1, 2, 2, 3, 12, this.pool.whole(1, 12)]); return `${this.pool.pick([2024, 2024, 2025, 2023, 2000])}-${String(month).padStart(2, '0')}-${this.pool.pick(['01', '15', '28', '10', '29'])}`; }
}

function literal(value) {
  if (typeof value === 'string') return `'${JSON.stringify(value).slice(1, -1).replace(/\\"/g, '"').replace(/'/g, "\\'").replace(/\u2028|\u2029/g, (sign) => `\\u${sign.charCodeAt(0).toString(16)}`)}'`;
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value);
  return String(value);
}

/** An expression that equals the value, or parts that can be said of it. */
function describe(value, exported, depth = 0) {
  if (value === null || value === undefined || ['boolean', 'number', 'string'].includes(typeof value)) return typeof value === 'string' && value.length > 2000 ? { parts: {} } : { text: literal(value) };
  if (typeof value === 'bigint') return { text: `${value}n` };
  if (typeof value !== 'object' || depth > 5) return { parts: {} };
  if (value instanceof Date) return { text: Number.isNaN(value.getTime()) ? 'new Date(NaN)' : `new Date('${value.toISOString()}')` };
  if (Array.isArray(value)) {
    if (value.length > 200) return { parts: { '%s.length': String(value.length) } };
    const items = value.map((item) => describe(item, exported, depth + 1));
    if (items.every((item) => item.text !== undefined)) return { text: `[${items.map((item) => item.text).join(', ')}]` };
    const parts = { '%s.length': String(value.length) };
    items.slice(0, 5).forEach((item, at) => { if (item.text !== undefined) parts[`%s[${at}]`] = item.text; else for (const [key, text] of Object.entries(item.parts)) parts[key.replace('%s', `%s[${at}]`)] = text; });
    return { parts };
  }
  if (value instanceof Map || value instanceof Set) {
    const inner = describe([...value], exported, depth + 1);
    return inner.text === undefined ? { parts: { '%s.size': String(value.size) } } : { text: `new ${value instanceof Map ? 'Map' : 'Set'}(${inner.text})` };
  }
  const prototype = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) {
    const keys = Object.keys(value);
    if (keys.length > 100) return { parts: {} };
    const items = keys.map((key) => [key, describe(value[key], exported, depth + 1)]);
    if (prototype !== null && items.every(([, item]) => item.text !== undefined)) return { text: keys.length ? `{ ${items.map(([key, item]) => `${/^[A-Za-z_$][\w$]*$/.test(key) && key !== '__proto__' ? key : literal(key)}: ${item.text}`).join(', ')} }` : '{}' };
    const parts = {};
    for (const [key, item] of items) { const step = /^[A-Za-z_$][\w$]*$/.test(key) ? `.${key}` : `[${literal(key)}]`; if (item.text !== undefined) parts[`%s${step}`] = item.text; else for (const [inner, text] of Object.entries(item.parts)) parts[inner.replace('%s', `%s${step}`)] = text; }
    return { parts };
  }
  const parts = {};
  const names = new Set(Object.keys(value).filter((key) => !key.startsWith('_') && !hidden.has(key)));
  for (let at = prototype; at && at !== Object.prototype; at = Object.getPrototypeOf(at)) for (const [key, property] of Object.entries(Object.getOwnPropertyDescriptors(at))) if (property.get && !key.startsWith('_') && key !== '__proto__') names.add(key);
  for (const name of names) {
    try {
      const item = describe(value[name], exported, depth + 1);
      if (item.text !== undefined) parts[`%s.${name}`] = item.text; else if (depth < 2) for (const [inner, text] of Object.entries(item.parts)) parts[inner.replace('%s', `%s.${name}`)] = text;
    } catch (error) { if (error === OVERTIME) throw error; }
  }
  return { parts };
}

const hidden = new Set();
const OVERTIME = { overtime: true };

function lines(scenario) {
  const head = scenario.isObject ? `new ${scenario.target}(${scenario.arguments.join(', ')})` : `${scenario.target}(${scenario.arguments.join(', ')})`;
  return [head, ...scenario.calls.map(([name, given]) => `subject.${name}(${given.join(', ')})`)];
}

async function execute(scenario, exported, evaluate) {
  const steps = []; let known = {};
  globalThis.subject = undefined;
  for (const [number, line] of lines(scenario).entries()) {
    let step; let thrown = false;
    try {
      let value = evaluate(line);
      let isAsync = false;
      if (value && typeof value.then === 'function') { isAsync = true; value = await Promise.race([value, new Promise((_, reject) => { setTimeout(() => reject(OVERTIME), 250).unref(); })]); }
      let code = line;
      if (value && typeof value === 'object' && typeof value.next === 'function' && typeof value[Symbol.iterator] === 'function' && !Array.isArray(value)) { const items = []; for (const item of value) { items.push(item); if (items.length > 200) return null; } value = items; code = `[...${line}]`; }
      if (number === 0 && scenario.isObject) { globalThis.subject = value; step = { code: line, bind: 'subject' }; } else { const told = describe(value, exported); step = { code, value: told.text ?? null, parts: told.parts ?? {}, async: isAsync }; }
    } catch (error) {
      if (error === OVERTIME || error?.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT' || error instanceof SyntaxError && number < 0) return null;
      if (error instanceof RangeError && /call stack/.test(error.message)) return null;
      thrown = true;
      const own = error && typeof error === 'object' && error.constructor && exported[error.constructor.name] === error.constructor;
      const name = own ? error.constructor.name : error instanceof Error ? ['TypeError', 'RangeError', 'SyntaxError', 'URIError', 'ReferenceError', 'EvalError'].find((kind) => error.constructor?.name === kind) ?? 'Error' : null;
      if (name === null) return null;
      step = { code: line, raises: name, own: Boolean(own), async: false };
    }
    if (globalThis.subject !== undefined) {
      try {
        const now = Object.fromEntries(Object.entries(describe(globalThis.subject, exported).parts ?? {}).map(([key, text]) => [key.replace('%s', 'subject'), text]));
        step.state = Object.fromEntries(Object.entries(now).filter(([key, text]) => known[key] !== text));
        known = now;
      } catch (error) { if (error === OVERTIME) return null; }
    }
    steps.push(step);
    if (number === 0 && thrown) return steps;
  }
  return steps;
}

class Search {
  constructor(source, erased, tree, exported, pool, seconds) {
    Object.assign(this, { exported, pool, seconds, runs: 0, kept: new Map(), corpus: new Map(), features: new Set(), outcomes: new Map() });
    this.types = new Types(source, tree);
    this.maker = new Maker(this.types, pool, exported);
    this.targets = [];
    for (const [name, member] of Object.entries(exported)) {
      if (typeof member !== 'function' || !/^[A-Za-z_$][\w$]*$/.test(name)) continue;
      if (/^class\b/.test(Function.prototype.toString.call(member))) {
        if (member.prototype instanceof Error) continue;
        const methods = [];
        for (let at = member.prototype; at && at !== Object.prototype; at = Object.getPrototypeOf(at)) for (const [key, property] of Object.entries(Object.getOwnPropertyDescriptors(at))) if (key !== 'constructor' && !key.startsWith('_') && !hidden.has(key) && typeof property.value === 'function') methods.push(key);
        this.targets.push({ name, isObject: true, methods });
        for (const [key, property] of Object.entries(Object.getOwnPropertyDescriptors(member))) if (typeof property.value === 'function' && key !== 'prototype' && !hidden.has(key)) this.targets.push({ name: `${name}.${key}`, plain: key, isObject: false, methods: [] });
      } else this.targets.push({ name, plain: name, isObject: false, methods: [] });
    }
  }

  call(name) {
    const given = [];
    for (const parameter of this.types.of(name)) {
      if (parameter.optional && this.pool.chance() < 0.35) break;
      if (parameter.rest) { for (let i = this.pool.whole(0, 3); i > 0; i--) given.push(this.maker.of((parameter.type ?? 'any').replace(/\[\]$/, ''))); break; }
      given.push(this.maker.argument(parameter));
    }
    return given;
  }

  fresh(target) {
    const scenario = { target: target.name, isObject: target.isObject, arguments: this.call(target.isObject ? `${target.name}.constructor` : target.plain), calls: [] };
    if (target.methods.length) for (let i = this.pool.pick([1, 1, 2, 3, 4, 6]); i > 0; i--) scenario.calls.push(this.step(target));
    return scenario;
  }

  step(target) { const name = this.pool.pick(target.methods); return [name, this.call(name)]; }

  vary(old, target) {
    const made = { ...old, arguments: [...old.arguments], calls: old.calls.map(([name, given]) => [name, [...given]]) };
    for (let i = this.pool.pick([1, 1, 2]); i > 0; i--) {
      const roll = this.pool.chance();
      if (target.methods.length && (roll < 0.6 || !made.arguments.length)) {
        if ((roll < 0.3 || !made.calls.length) && made.calls.length < 9) made.calls.splice(this.pool.whole(Math.max(0, made.calls.length - 1), made.calls.length), 0, this.step(target));
        else if (roll < 0.36 && made.calls.length > 1) made.calls.splice(this.pool.whole(0, made.calls.length - 1), 1);
        else if (made.calls.length) { const spot = this.pool.whole(0, made.calls.length - 1); made.calls[spot] = [made.calls[spot][0], this.changed(made.calls[spot][1], this.call(made.calls[spot][0]))]; }
      } else made.arguments = this.changed(made.arguments, this.call(target.isObject ? `${target.name}.constructor` : target.plain));
    }
    return made;
  }

  changed(old, fresh) {
    if (!old.length || !fresh.length) return fresh;
    const spot = this.pool.whole(0, old.length - 1);
    const next = [...old];
    next[spot] = this.pool.chance() < 0.35 && spot < fresh.length ? fresh[spot] : this.near(old[spot], fresh[spot] ?? old[spot]);
    return next;
  }

  /** The same expression with one number or text changed. */
  near(text, fresh) {
    const spots = [...text.matchAll(/'(?:[^'\\]|\\.)*'|(?<![\w.'])-?\d+(?:\.\d+)?(?![\w.'])|\b(?:true|false)\b/g)];
    if (!spots.length) return fresh;
    const spot = this.pool.pick(spots);
    let other;
    if (spot[0].startsWith("'")) { let inner; try { inner = vm.runInThisContext(spot[0]); } catch { return fresh; } other = literal(this.pool.vary(inner).slice(0, 120)); } else if (/^[tf]/.test(spot[0])) other = spot[0] === 'true' ? 'false' : 'true';
    else { const value = Number(spot[0]); other = literal(this.pool.pick([value + 1, value - 1, value * 2, -value, value + 0.01, this.pool.number()])); }
    return text.slice(0, spot.index) + other + text.slice(spot.index + spot[0].length);
  }

  async attempt(target, scenario, probe) {
    const key = lines(scenario).join('\n');
    if (this.kept.has(key) || key.length > 1500) return;
    this.runs++;
    probe.begin();
    const steps = await execute(scenario, this.exported, (line) => vm.runInThisContext(`(${line})`));
    if (!steps || !steps.length) return;
    const features = new Set(probe.features);
    let foreign = false;
    for (const step of steps) {
      const name = step.code.split('(')[0];
      if (['TypeError', 'ReferenceError'].includes(step.raises) && !step.own && /Cannot read|is not a function|not iterable|is not defined/.test(step.raises)) { foreign = true; continue; }
      const outcome = step.raises ?? `${step.value}${JSON.stringify(step.parts)}${JSON.stringify(step.state)}`;
      if (!this.outcomes.has(name)) this.outcomes.set(name, new Set());
      const seen = this.outcomes.get(name);
      if (seen.size < 40 && !seen.has(outcome)) { seen.add(outcome); features.add(`${name}=${outcome}`); }
    }
    const fresh = [...features].filter((feature) => !this.features.has(feature));
    if (!fresh.length || foreign) return;
    fresh.forEach((feature) => this.features.add(feature));
    this.kept.set(key, scenario);
    if (!this.corpus.has(target.name)) this.corpus.set(target.name, []);
    this.corpus.get(target.name).push(scenario);
    const last = steps[steps.length - 1];
    if (!last.raises && !['false', 'null', 'undefined', '[]'].includes(last.value) && this.pool.found.length < 300) for (const match of [...scenario.arguments, ...scenario.calls.flatMap(([, given]) => given)].join(' ').matchAll(/'([^'\\]{1,60})'/g)) if (!this.pool.found.includes(match[1])) this.pool.found.push(match[1]);
  }

  async go(source, probe) {
    const started = Date.now();
    for (const comment of source.match(/\/\/[^\n]*|\/\*[\s\S]*?\*\//g) ?? []) {
      for (const target of this.targets.filter((each) => !each.isObject)) {
        for (const match of comment.matchAll(new RegExp(`\\b${target.name.replace('.', '\\.')}\\(((?:[^()\\n]|\\([^()\\n]*\\))*)\\)`, 'g'))) await this.attempt(target, { target: target.name, isObject: false, arguments: split(match[1]), calls: [] }, probe).catch(() => undefined);
      }
    }
    while (this.targets.length && Date.now() - started < this.seconds * 1000) {
      for (const target of this.targets) {
        for (let i = target.methods.length ? 18 : 6; i > 0; i--) {
          const known = this.corpus.get(target.name);
          const scenario = known && this.pool.chance() < 0.65 ? this.vary(this.pool.pick(this.pool.chance() < 0.5 ? known.slice(-12) : known), target) : this.fresh(target);
          try { await this.attempt(target, scenario, probe); } catch (error) { if (!(error instanceof SyntaxError)) throw error; }
          if (Date.now() - started > this.seconds * 1000) break;
        }
      }
    }
    return [...this.kept.values()];
  }
}

async function load(file, isModule) {
  const loaded = isModule ? await import(`${pathToFileURL(file).href}?${Math.floor(process.hrtime()[1])}`) : require(file);
  const exported = typeof loaded === 'function' ? { [loaded.name]: loaded } : { ...loaded };
  if (typeof exported.default === 'function' && exported.default.name) exported[exported.default.name] ??= exported.default;
  if (exported.default && typeof exported.default === 'object') for (const [key, value] of Object.entries(exported.default)) exported[key] ??= value;
  const hasDefault = isModule && 'default' in loaded ? loaded.default?.name ?? '' : '';
  delete exported.default;
  for (const [key, value] of Object.entries(exported)) Object.defineProperty(globalThis, key, { value, configurable: true, writable: true });
  return { exported, single: typeof loaded === 'function', default: hasDefault };
}

async function main() {
  const [source, out, seconds, seed, ...rest] = process.argv.slice(2);
  const text = fs.readFileSync(source, 'utf8');
  const isTypeScript = /\.[cm]?tsx?$/.test(source);
  for (const match of text.matchAll(/\b(?:private|protected)\s+(?:readonly\s+|static\s+|async\s+|get\s+|set\s+)*(\w+)/g)) hidden.add(match[1]);
  const erased = isTypeScript ? eraseTypes(text) : text;
  const isModule = isTypeScript || source.endsWith('.mjs') || (!source.endsWith('.cjs') && /^\s*(?:import\b[^(]|export\b)/m.test(text));
  const folder = path.dirname(path.resolve(out));
  const place = path.join(folder, `subject-${process.pid}.${isModule ? 'mjs' : 'cjs'}`);
  if (rest[0] === '--record') {
    fs.writeFileSync(place, erased);
    const { exported } = await load(place, isModule);
    const results = [];
    for (const scenario of JSON.parse(fs.readFileSync(rest[1], 'utf8'))) results.push(await execute(scenario, exported, (line) => vm.runInThisContext(`(${line})`, { timeout: 1000 })).catch(() => null));
    fs.writeFileSync(out, JSON.stringify(results));
    return;
  }
  const pool = new Pool(text, random(Number(seed)));
  const probe = {
    features: new Set(), left: 0,
    begin() { this.features = new Set(); this.left = MOST_PROBES; },
    tick() { if (--this.left < 0) throw OVERTIME; },
    branch(at, value) { this.tick(); this.features.add(`${at}:${value === null || value === undefined ? 'n' : Boolean(value)}`); return value; },
    compare(at, operator, left, right) {
      this.tick();
      const result = operator === '<' ? left < right : operator === '<=' ? left <= right : operator === '>' ? left > right : operator === '>=' ? left >= right : operator === '===' ? left === right : operator === '!==' ? left !== right : operator === '==' ? left == right : left != right;
      this.features.add(`${at}:${result}`);
      if (typeof left === 'number' && typeof right === 'number') { const gap = left - right; this.features.add(`${at}:gap${Math.abs(gap) <= 1 ? Math.sign(gap) * Math.ceil(Math.abs(gap)) : Math.sign(gap) * 2}`); pool.saw(left); pool.saw(right); } else if (typeof left === 'string' && typeof right === 'string') { this.features.add(`${at}:order${left < right ? -1 : left > right ? 1 : 0}`); pool.saw(left); pool.saw(right); }
      return result;
    },
  };
  globalThis.probe = probe;
  const acorn = parserOf();
  let tree = null; let instrumented = erased;
  if (acorn) ({ text: instrumented, tree } = instrument(acorn, erased, isModule));
  fs.writeFileSync(place, instrumented);
  probe.begin();
  const { exported, single, default: hasDefault } = await load(place, isModule);
  const search = new Search(text, erased, tree, exported, pool, Number(seconds));
  const scenarios = await search.go(text, probe);
  const given = path.join(folder, 'scenarios.tmp');
  fs.writeFileSync(given, JSON.stringify(scenarios));
  const runs = [1, 2].map((number) => {
    const result = path.join(folder, `record${number}.tmp`);
    const child = spawnSync(process.execPath, [__filename, source, result, '0', '0', '--record', given], { env: { ...process.env, TZ: number === 1 ? 'UTC' : 'Asia/Tokyo' }, stdio: ['ignore', 'inherit', 'inherit'] });
    if (child.status !== 0) throw new Error('The scenarios could not be run again.');
    return JSON.parse(fs.readFileSync(result, 'utf8'));
  });
  const cases = []; let unstable = 0;
  scenarios.forEach((scenario, at) => { if (runs[0][at] && JSON.stringify(runs[0][at]) === JSON.stringify(runs[1][at])) cases.push({ target: scenario.target, steps: runs[0][at] }); else unstable++; });
  fs.writeFileSync(out, JSON.stringify({ cases, unstable, runs: search.runs, names: Object.keys(exported), module: isModule, single, default: hasDefault, instrumented: acorn !== null }));
  process.exit(0);
}

main().catch((error) => { process.stderr.write(`${error?.stack ?? error}\n`); process.exit(1); });
