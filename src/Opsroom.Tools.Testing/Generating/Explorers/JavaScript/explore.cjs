'use strict';
// Runs a module with chosen inputs and tells what it does: node --expose-internals explore.cjs SOURCE OUT SECONDS SEED.
// Inputs come from the constants and examples of the source, from types, and from uses of parameters. What reaches something new, or tells
// a slightly changed source from the true one, is kept. Each kept scenario is run again twice, in processes of their own, at another time, in
// another zone of time and in another order; what differs is left out.
const fs = require('fs');
const path = require('path');
const { spawnSync } = require('child_process');
const { Describer } = require('./describing.cjs');
const { Subject } = require('./loading.cjs');
const { parse } = require('./parsing.cjs');
const { Printer } = require('./printing.cjs');
const { Runner, Scenario } = require('./scenarios.cjs');
const { Search } = require('./search.cjs');
const { chosen } = require('./selection.cjs');
const { Signatures } = require('./signatures.cjs');

const ZONES = ['UTC', 'Asia/Tokyo'];
const RealDate = Date;
const SHIFT = 500 * 86400000 + 12345678;

function subjectOf(file) {
  const source = fs.readFileSync(file, 'utf8');
  const isTypeScript = /\.[cm]?tsx?$/.test(file);
  const isModule = isTypeScript || file.endsWith('.mjs') || !file.endsWith('.cjs') && /^\s*(?:import\b[^(]|export\b)/m.test(source);
  return new Subject(file, source, parse(source, isTypeScript, isModule), isModule);
}

/** A runner that knows of rejections that nobody waits for. */
function watched(runner) {
  process.on('unhandledRejection', () => { runner.unhandled++; });
  process.on('uncaughtException', () => { runner.unhandled++; });
  return runner;
}

function write(file, value) {
  fs.writeFileSync(`${file}.part`, JSON.stringify(value));
  fs.renameSync(`${file}.part`, file);
}

async function search(file, out, seconds, seed) {
  const found = new Search(subjectOf(file), Number(seconds), Number(seed));
  watched(found.runner);
  const checkpoint = () => write(out, { scenarios: chosen([...found.kept.values()]).map((one) => one.scenario), runs: found.runs });
  await found.go(checkpoint);
  checkpoint();
}

/** Lets the clock show another year, so that what depends on today differs. */
function shiftClock() {
  const later = () => RealDate.now() + SHIFT;
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, given, made) => Reflect.construct(target, given.length > 0 ? given : [later()], made === globalThis.Date ? target : made),
    apply: () => new RealDate(later()).toString(),
    get: (target, key) => (key === 'now' ? later : target[key]),
  });
}

/** Every scenario again: in a module of its own, or in one module for all, from the last to the first, at another time. */
async function record(file, out, given, order) {
  if (order === '1') shiftClock();
  const subject = subjectOf(file);
  const make = subject.plain();
  const names = make();
  const runner = watched(new Runner(new Describer(names, new Signatures(subject.source, subject.parsed).hidden), subject.source));
  const { scenarios } = JSON.parse(fs.readFileSync(given, 'utf8'));
  const steps = scenarios.map(() => null);
  const places = [...scenarios.keys()];
  for (const at of order === '0' ? places : places.reverse()) steps[at] = await runner.execute(Scenario.of(scenarios[at]), order === '0' ? make() : names);
  write(out, { steps, names: Object.keys(names), module: subject.isModule, single: subject.single, default: subject.hasDefault ? subject.standardName : '' });
}

/** The source as JavaScript, with its imports and exports. */
async function plain(file, out) {
  const subject = subjectOf(file);
  fs.writeFileSync(out, new Printer(subject.source, subject.parsed, false).print());
}

function again(mode, given, zone, timeout) {
  return spawnSync(process.execPath, ['--expose-internals', __filename, mode, ...given], { env: { ...process.env, TZ: zone }, stdio: ['ignore', 'ignore', 'inherit'], timeout });
}

function main(file, out, seconds, seed) {
  fs.mkdirSync(path.dirname(path.resolve(out)), { recursive: true });
  const place = path.join(path.dirname(path.resolve(out)), 'scenarios.tmp');
  // a call that cannot be interrupted ends the search; what was found before it counts
  again('--search', [file, place, seconds, seed], ZONES[0], Number(seconds) * 2000 + 20000);
  if (!fs.existsSync(place)) process.exit(1);
  const { scenarios, runs } = JSON.parse(fs.readFileSync(place, 'utf8'));
  const records = ZONES.map((zone, number) => {
    const result = `${place}${number}`;
    if (again('--record', [file, result, place, String(number)], zone, 60000).status !== 0) throw new Error('The scenarios could not be run again.');
    return JSON.parse(fs.readFileSync(result, 'utf8'));
  });
  const [first, second] = records;
  const cases = scenarios.map((scenario, at) => ({ target: scenario.target, steps: first.steps[at], isSame: first.steps[at] !== null && JSON.stringify(first.steps[at]) === JSON.stringify(second.steps[at]) }));
  write(out, { cases: cases.filter((each) => each.isSame).map(({ target, steps }) => ({ target, steps })), unstable: cases.filter((each) => !each.isSame).length, runs, names: first.names, module: first.module, single: first.single, default: first.default });
}

const [mode, ...given] = process.argv.slice(2);
const run = { '--search': search, '--record': record, '--plain': plain }[mode];
if (run) run(...given).then(() => process.exit(0), (error) => { process.stderr.write(`${error?.stack ?? error}\n`); process.exit(1); });
else main(mode, ...given);
