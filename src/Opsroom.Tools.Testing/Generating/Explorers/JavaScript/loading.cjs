'use strict';
// Puts a source into a function, so that each run has a module of its own.
const path = require('path');
const vm = require('vm');
const { createRequire } = require('module');
const { Printer } = require('./printing.cjs');

const QUIET = new Proxy({}, { get: () => () => undefined });
const EXTERNAL = { exports: (target, getters) => { for (const [name, get] of Object.entries(getters)) Object.defineProperty(target, name, { get, enumerable: true, configurable: true }); }, standard: (loaded) => (loaded && loaded.__esModule ? loaded.default : loaded) };

/** What a source is: its text, its tree and how it exports. */
class Subject {
  constructor(file, source, parsed, isModule) {
    Object.assign(this, { file, source, parsed, isModule });
    this.require = createRequire(path.resolve(file));
  }

  /** What makes the module anew: given a probe, it gives the exported names with their values. */
  compile(printer) {
    const text = printer.print();
    const make = vm.runInThisContext(`(function ($_, require, module, exports, __filename, __dirname, console) { return (function () { ${this.isModule ? "'use strict'; " : ''}${text}\n}).call(exports); })`, { filename: this.file });
    this.standard ??= this.isModule ? printer.standard : null;
    return (probe) => {
      const module = { exports: {} };
      make(probe ? Object.assign(probe, EXTERNAL) : EXTERNAL, this.require, module, module.exports, this.file, path.dirname(this.file), QUIET);
      return this.names(module.exports);
    };
  }

  plain() { return this.compile(new Printer(this.source, this.parsed, true)); }

  get standardName() { return this.standard || path.basename(this.file).replace(/\.\w+$/, '').replace(/\W+(\w?)/g, (_, letter) => letter.toUpperCase()).replace(/^(\d|$)/, 'it$1'); }

  names(exported) {
    const found = {};
    this.single = !this.isModule && (typeof exported === 'function' || exported !== null && typeof exported === 'object' && Object.getPrototypeOf(exported) !== Object.prototype);
    if (this.single) {
      found[typeof exported === 'function' && /^[A-Za-z_$][\w$]*$/.test(exported.name) ? exported.name : this.standardName] = exported;
      return found;
    }
    for (const [name, value] of Object.entries(exported)) if (/^[A-Za-z_$][\w$]*$/.test(name) && (name !== 'default' || this.isModule)) found[name === 'default' ? this.standardName : name] = value;
    this.hasDefault = this.isModule && 'default' in exported;
    return found;
  }
}

module.exports = { Subject };
