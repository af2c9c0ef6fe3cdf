'use strict';
// Calls in order, and what each of them gives.
const { OVERTIME } = require('./probe.cjs');

const MOST_ITEMS = 40;
const SHOWN_ITEMS = 5;
const MOST_TURNS = 12;
const WAIT_MILLISECONDS = 200;
const MOST_COMPILED = 20000;
// what the engine says, in words of its own version
const ENGINE = /^Cannot (?:read|set|destructure|convert|mix|assign|redefine|access|perform)|^(?:Class constructor|Private field|Invalid (?:array length|time value|regular expression|string length|count value|left-hand|Date)|Reduce of empty|Unexpected |Expected |Maximum call|Spread syntax|The (?:number|first argument|"[\w.]+" argument|value of)|Method |Object prototype|Iterator value|Generator is|Bad control|String contains|URI malformed|BigInt|Division by zero|Receiver must|Right-hand side)|is not (?:a function|iterable|defined|a constructor|valid JSON|an object)|not a non-null|in JSON at|argument must be|digits\(\) argument|must be between|before initialization|cannot be converted|read only property|circular structure|is not extensible/;

/** Calls of a function, or of one object. Names that they share are bound first. */
class Scenario {
  constructor(target, kind, given, calls = [], bound = []) {
    // kind is call, new, made (a call that gives the object) or value
    Object.assign(this, { target, kind, arguments: given, calls, bound });
  }

  copy() { return new Scenario(this.target, this.kind, [...this.arguments], this.calls.map(([name, given]) => [name, [...given]]), this.bound.map((each) => [...each])); }

  head() {
    if (this.kind === 'value') return this.target;
    return `${this.kind === 'new' ? 'new ' : ''}${this.target}(${this.arguments.join(', ')})`;
  }

  lines() {
    return [this.head(), ...this.calls.map(([name, given]) => {
      if (name === 'tick') return `tick.push(${given[0]})`;
      if (name.startsWith('set ')) return `subject.${name.slice(4)} = ${given[0]}`;
      return `subject${name === '' ? '' : `.${name}`}(${given.join(', ')})`;
    })];
  }

  key() { return [...this.bound.map(([name, value]) => `${name} = ${value}`), ...this.lines()].join('\n'); }

  static of({ target, kind, arguments: given, calls, bound }) { return new Scenario(target, kind, given, calls, bound); }
}

const compiled = new Map();

function evaluate(code, scope) {
  let run = compiled.get(code);
  if (!run) {
    if (compiled.size > MOST_COMPILED) compiled.clear();
    run = new Function('scope', `with (scope) { return (${code}\n); }`);
    compiled.set(code, run);
  }
  return run(scope);
}

const turn = () => new Promise((resolve) => { setImmediate(resolve); });

/** What a promise comes to; OVERTIME is thrown where it does not. */
async function settled(promise) {
  let isSettled = false;
  const done = () => { isSettled = true; };
  promise.then(done, done);
  const started = performance.now();
  for (let turns = 0; !isSettled; turns++) {
    await turn();
    const isTimed = process.getActiveResourcesInfo().includes('Timeout');
    if (isSettled || turns < MOST_TURNS) continue;
    if (!isTimed || performance.now() - started > WAIT_MILLISECONDS) throw OVERTIME;
  }
  return promise;
}

/** How a test takes what comes one by one: the value and its expression. */
async function taken(value, line) {
  if (value === null || typeof value !== 'object' || typeof value.next !== 'function') return { value, code: line, isAsync: false };
  if (typeof value[Symbol.asyncIterator] === 'function') {
    const items = [];
    for await (const item of value) { items.push(item); if (items.length > MOST_ITEMS) throw OVERTIME; }
    return { value: items, code: `(async () => { const items = []; for await (const item of ${line}) items.push(item); return items; })()`, isAsync: true };
  }
  if (typeof value[Symbol.iterator] !== 'function') return { value, code: line, isAsync: false };
  const items = [];
  for (const item of value) { items.push(item); if (items.length > MOST_ITEMS) break; }
  if (items.length <= MOST_ITEMS) return { value: items, code: `[...${line}]`, isAsync: false };
  return { value: items.slice(0, SHOWN_ITEMS), code: `Array.from({ length: ${SHOWN_ITEMS} }, function () { return this.next().value; }, ${line})`, isAsync: false };
}

class Runner {
  constructor(describer, source) {
    this.describer = describer;
    this.says = new Set(['Error', ...[...source.matchAll(/\b(\w*Error)\s*\(/g)].map((match) => match[1])]);
    this.unhandled = 0;
  }

  /** What each step gives: a value or parts of it, or what it throws, and what changed. Null where that cannot be said. */
  async execute(scenario, names) {
    this.describer.names = names;
    const before = this.unhandled;
    try {
      const steps = await this.steps(scenario, names);
      return this.unhandled === before ? steps : null;
    } catch (error) {
      if (error === OVERTIME || error instanceof RangeError && /call stack/.test(error.message)) return null;
      throw error;
    }
  }

  async steps(scenario, names) {
    const scope = { ...names };
    const [steps, known] = [[], {}];
    for (const [name, value] of scenario.bound) {
      scope[name] = evaluate(value, scope);
      steps.push({ code: value, bind: name });
      known[name] = this.describer.describe(scope[name]).text;
    }
    const hasSubject = scenario.kind === 'new' || scenario.kind === 'made';
    for (const [number, line] of scenario.lines().entries()) {
      const step = await this.step(line, number === 0 && hasSubject, scope);
      if (step === null) return null;
      steps.push(step);
      if (step.raises && number === 0) { this.changes(step, known, scope); break; }
      this.changes(step, known, scope);
    }
    return steps;
  }

  async step(line, isSubject, scope) {
    let isAsync = false;
    let code = line;
    try {
      let value = evaluate(line, scope);
      if (/^(?:tick\.push\(|subject\.\w+ = )/.test(line)) return { code: line };
      if (value && typeof value.then === 'function') { isAsync = true; value = await settled(value); }
      if (isSubject) {
        if (value === null || !['object', 'function'].includes(typeof value)) return null;
        scope.subject = value;
        return { code, bind: 'subject', async: isAsync };
      }
      if (value === scope.subject && value !== undefined) return { code: `${line} === subject`, value: 'true', async: isAsync };
      if (!isAsync) ({ value, code, isAsync } = await taken(value, line));
      const told = this.describer.describe(value);
      return { code, value: told.text ?? null, parts: told.parts ?? {}, async: isAsync };
    } catch (error) {
      if (error === OVERTIME || error instanceof RangeError && /call stack/.test(error.message)) throw error;
      const told = this.describer.describeThrown(error);
      if (!told) return null;
      const isSaid = (told.own || this.says.has(told.raises)) && !ENGINE.test(error.message);
      if (isSubject && isAsync) return null;
      return { code: line, raises: told.raises, own: told.own, async: isAsync, ...isSaid ? { message: told.message } : {}, parts: isSaid || told.own ? told.parts : {} };
    }
  }

  /** What the step changed of the object, and of what it was given. */
  changes(step, known, scope) {
    const now = {};
    if (scope.subject !== undefined && typeof scope.subject !== 'function') for (const [place, text] of Object.entries(this.describer.describe(scope.subject).parts ?? {})) now[place.replace('%s', 'subject')] = text;
    if ('seen' in scope) { const { text } = this.describer.describe(scope.seen); if (text !== undefined) now.seen = text; }
    step.state = Object.fromEntries(Object.entries(now).filter(([place, text]) => known[place] !== text));
    Object.assign(known, now);
  }
}

/** Whether a step failed where the engine, not the source, said so. */
const isMisuse = (step) => ['TypeError', 'ReferenceError', 'SyntaxError', 'RangeError', 'URIError'].includes(step.raises) && !step.own && step.message === undefined;

module.exports = { Scenario, Runner, isMisuse };
