'use strict';
// Looks for inputs that reach new places or tell a changed source from the true one.
const { Describer } = require('./describing.cjs');
const { Instrument } = require('./instrument.cjs');
const { Maker } = require('./maker.cjs');
const { Pool, random } = require('./pool.cjs');
const { Probe } = require('./probe.cjs');
const { Runner, Scenario, isMisuse } = require('./scenarios.cjs');
const { Shapes } = require('./shapes.cjs');
const { Signatures } = require('./signatures.cjs');
const { Target, Targets } = require('./targets.cjs');
const { Variation, split } = require('./variation.cjs');

const MOST_CODE = 1500;
const MOST_OUTCOMES = 40;
const MOST_TRIED = 500000;
const MOST_NEAR = 80;
const SAVE_EVERY = 2000;
const EXPLORING = 0.45;

class Search {
  constructor(subject, seconds, seed) {
    const { source, parsed } = subject;
    this.source = source;
    this.parsed = parsed;
    this.pool = new Pool(parsed, random(seed));
    const instrument = new Instrument(source, parsed);
    this.make = subject.compile(instrument);
    this.mutants = instrument.mutants;
    this.probe = new Probe(instrument.sites, (value) => this.pool.saw(value));
    const names = this.make(this.probe);
    this.signatures = new Signatures(source, parsed);
    const thrown = Object.keys(names).filter((name) => names[name]?.prototype instanceof Error && names[name].length < 2);
    const caught = [...source.matchAll(/instanceof (TypeError|RangeError|SyntaxError)/g)].map((match) => match[1]);
    this.maker = new Maker(this.pool, new Shapes(parsed.tree), this.signatures, names, [...new Set([...caught, ...thrown])]);
    this.variation = new Variation(this.maker, this.pool);
    this.runner = new Runner(new Describer(names, this.signatures.hidden), source);
    this.targets = new Targets(this.signatures, names);
    this.maker.factories = this.factories(names);
    Object.assign(this, { seconds, runs: 0, kept: new Map(), corpus: new Map(), features: new Set(), outcomes: new Map(), tried: new Set() });
  }

  /** Static functions that give objects of their class, by the name of the class. */
  factories(names) {
    const found = new Map();
    for (const target of this.targets.list) {
      const [owner, member] = target.name.split('.');
      if (member && target.node && names[owner] && target.node.returns?.name === names[owner].name) found.set(owner, [...found.get(owner) ?? [], target]);
    }
    return found;
  }

  async run(scenario) {
    this.probe.begin();
    return this.runner.execute(scenario, this.make(this.probe));
  }

  /** Runs a scenario and keeps it where it reaches something new; what it was and gave, or null. */
  async attempt(target, scenario) {
    const key = scenario.key();
    if (this.tried.has(key) || key.length > MOST_CODE) return null;
    if (this.tried.size < MOST_TRIED) this.tried.add(key);
    this.runs++;
    let steps;
    try { steps = await this.run(scenario); } catch (error) { if (error instanceof SyntaxError) return null; throw error; }
    if (!steps) return null;
    const calls = steps.filter((step) => step.bind !== 'tick' && step.bind !== 'seen');
    const one = { target, scenario, steps, places: new Set(this.probe.places()), features: new Set(this.probe.features), kills: 0, size: key.length, isMisuse: calls.some(isMisuse) };
    if (one.isMisuse && calls.length === 1) one.features.clear();
    for (const step of calls) if (!isMisuse(step)) this.outcome(step, one);
    one.features = new Set([...one.features].filter((feature) => !this.features.has(feature)));
    if (one.features.size > 0 && !(one.isMisuse && ![...one.features].some((feature) => typeof feature === 'number'))) this.keep(one);
    return one;
  }

  outcome(step, one) {
    const name = step.code.split('(')[0];
    const told = step.raises ?? JSON.stringify([step.value, step.parts, step.state]);
    if (!this.outcomes.has(name)) this.outcomes.set(name, new Set());
    const seen = this.outcomes.get(name);
    if (one.isMisuse || seen.size >= MOST_OUTCOMES || seen.has(told)) return;
    seen.add(told);
    one.features.add(`${name}=${told}`);
  }

  keep(one) {
    const key = one.scenario.key();
    if (this.kept.has(key)) return;
    one.features.forEach((feature) => this.features.add(feature));
    this.kept.set(key, one);
    if (!this.corpus.has(one.target.name)) this.corpus.set(one.target.name, []);
    this.corpus.get(one.target.name).push(one);
    if (!one.isMisuse) this.remember(one);
  }

  remember({ target, scenario, steps }) {
    const last = steps[steps.length - 1];
    const isGood = !last.raises && !['false', 'null', 'undefined', '[]', "''", '0'].includes(last.value);
    for (const [node, given] of [[target.node, scenario.arguments], ...scenario.calls.map(([name, each]) => [target.methods.get(name), each])]) {
      if (!node) continue;
      const { params } = this.maker.shapes.of(node);
      given.forEach((text, at) => {
        if (text.includes('=>') || text.includes('(')) return;
        const value = plain(text);
        params[at]?.remember(value);
        if (isGood && typeof value === 'string') this.pool.keep(value);
      });
    }
  }

  async go(checkpoint) {
    const started = performance.now();
    this.saved = started;
    for (const name of this.targets.values) await this.attempt(new Target(name, 'value'), new Scenario(name, 'value', []));
    for (const [target, scenario] of this.examples()) await this.attempt(target, scenario);
    if (this.targets.list.length === 0) return;
    await this.explore(started + this.seconds * 1000 * EXPLORING, checkpoint);
    await this.tell(started + this.seconds * 1000, checkpoint);
  }

  /** Calls that comments show. */
  * examples() {
    for (const { text } of this.parsed.comments) {
      for (const target of this.targets.list.filter((each) => each.kind === 'call')) {
        for (const match of text.matchAll(new RegExp(`(?<![\\w.])${target.name.replace('.', '\\.')}\\(((?:[^()\\n]|\\([^()\\n]*\\))*)\\)`, 'g'))) {
          try { new Function(`return [${match[1]}]`); } catch { continue; }
          yield [target, new Scenario(target.name, 'call', split(match[1]))];
        }
      }
    }
  }

  save(checkpoint) {
    if (performance.now() - this.saved < SAVE_EVERY) return;
    this.saved = performance.now();
    checkpoint();
  }

  async explore(deadline, checkpoint) {
    while (performance.now() < deadline) {
      for (const target of this.targets.list) {
        for (let i = target.methods.size > 0 ? 18 : 6; i > 0 && performance.now() < deadline; i--) await this.next(target);
      }
      this.save(checkpoint);
    }
  }

  async next(target) {
    const known = this.corpus.get(target.name);
    const scenario = known && this.pool.is(0.65) ? this.variation.vary(this.pool.pick(this.pool.is(0.5) ? known.slice(-12) : known).scenario, target) : this.variation.fresh(target);
    const one = await this.attempt(target, scenario);
    if (one && target.kind === 'call' && !target.isKnown) await this.learn(target, one);
    return one;
  }

  /** Whether what a function gives has methods that can be called. */
  async learn(target, one) {
    const last = one.steps[one.steps.length - 1];
    if (last.raises || last.value !== null && last.value !== undefined) return;
    try {
      const scope = this.make(this.probe);
      const made = await new Function('scope', `with (scope) { return (${one.scenario.head()}); }`)({ ...scope, seen: [], tick: [1000] });
      target.isKnown = this.targets.learn(target, made);
    } catch { target.isKnown = false; }
  }

  /** Keeps what tells changed sources from the true one: first of what is kept, then of variations of what comes near. */
  async tell(deadline, checkpoint) {
    const waiting = this.mutants.map((change) => ({ change, tries: 0 }));
    for (let i = waiting.length - 1; i > 0; i--) { const other = this.pool.whole(0, i); [waiting[i], waiting[other]] = [waiting[other], waiting[i]]; }
    const alive = [];
    while (performance.now() < deadline && (waiting.length > 0 || alive.length > 0)) {
      for (const mutant of waiting.splice(-5)) if (!await this.toldByKept(mutant)) alive.push(mutant);
      for (let i = waiting.length > 0 ? 6 : 40; i > 0 && alive.length > 0 && performance.now() < deadline; i--) await this.aim(alive);
      this.save(checkpoint);
    }
    this.alive = alive;
  }

  async toldByKept(mutant) {
    const [site] = mutant.change;
    const near = [...this.kept.values()].filter((one) => one.places.has(site) || one.kills > 0 && this.isLoading(site)).sort((left, right) => left.isMisuse - right.isMisuse || (left.kills === 0) - (right.kills === 0) || left.size - right.size);
    for (const one of near.slice(0, MOST_NEAR)) if (await this.isTold(mutant, one)) { one.kills++; return true; }
    return false;
  }

  /** Whether a place is reached by loading the module alone, and so by every run. */
  isLoading(site) {
    if (!this.loading) { this.probe.begin(); this.make(this.probe); this.loading = new Set(this.probe.places()); }
    return this.loading.has(site);
  }

  async isTold(mutant, one) {
    this.probe.mutate(mutant.change);
    try {
      return JSON.stringify(await this.run(one.scenario)) !== JSON.stringify(one.steps);
    } catch {
      // the changed source does not even load
      return true;
    } finally {
      this.probe.restore();
    }
  }

  async aim(alive) {
    const { pool } = this;
    const least = Math.min(...Array.from({ length: 4 }, () => pool.pick(alive).tries));
    const mutant = pool.pick(alive.filter((each) => each.tries <= least + 2));
    mutant.tries++;
    const [site] = mutant.change;
    const near = [...this.kept.values()].filter((one) => one.places.has(site) && !one.isMisuse && one.scenario.kind !== 'value');
    const parent = near.length > 0 && pool.is(0.85) ? pool.pick(near) : null;
    const one = parent ? await this.attempt(parent.target, this.variation.vary(parent.scenario, parent.target)) : await this.next(pool.pick(this.targets.list));
    if (!one || one.isMisuse) return;
    const reached = alive.filter((each) => one.places.has(each.change[0]));
    for (const each of reached.sort((left, right) => left.tries - right.tries).slice(0, 6)) {
      if (!await this.isTold(each, one)) continue;
      one.kills++;
      this.keep(one);
      alive.splice(alive.indexOf(each), 1);
    }
  }
}

/** The value of an expression without calls; undefined where it has none. */
function plain(text) {
  try { return new Function(`return (${text})`)(); } catch { return undefined; }
}

module.exports = { Search };
