'use strict';
// What of a module is tried: functions, classes with their methods, and objects of functions.
const { isFunction, walk } = require('./parsing.cjs');

const isClass = (value) => typeof value === 'function' && /^class\b/.test(Function.prototype.toString.call(value));

/** A function (kind call), a class (new), or a function that makes objects (made), with the nodes of its parameters and methods. */
class Target {
  constructor(name, kind, node, methods = new Map()) { Object.assign(this, { name, kind, node, methods }); }
}

class Targets {
  constructor(signatures, names) {
    this.signatures = signatures;
    this.list = [];
    this.values = [];
    for (const [name, value] of Object.entries(names)) this.add(name, value);
  }

  add(name, value) {
    const { signatures } = this;
    if (isClass(value)) this.ofClass(name, value);
    else if (typeof value === 'function') {
      this.list.push(new Target(name, 'call', signatures.functions.get(value.name) ?? signatures.functions.get(name)));
      for (const key of Object.keys(value)) if (typeof value[key] === 'function') this.list.push(new Target(`${name}.${key}`, 'call', signatures.functions.get(key)));
    } else if (value !== null && typeof value === 'object') {
      const functions = Object.keys(value).filter((key) => /^[A-Za-z$]\w*$/.test(key) && typeof value[key] === 'function');
      for (const key of functions) this.list.push(new Target(`${name}.${key}`, 'call', signatures.functions.get(value[key].name) ?? signatures.functions.get(key)));
      if (functions.length === 0) this.values.push(name);
    } else this.values.push(name);
  }

  ofClass(name, value) {
    const { signatures } = this;
    const own = value.name || name;
    for (const [key, { value: member }] of Object.entries(Object.getOwnPropertyDescriptors(value))) if (typeof member === 'function' && key !== 'prototype' && this.isPublic(key)) this.list.push(new Target(`${name}.${key}`, 'call', signatures.functions.get(`${own}.${key}`)));
    const constructor = this.constructorOf(value);
    if (value.prototype instanceof Error && !signatures.functions.has(`${own}.constructor`)) return;
    if (constructor?.isPrivate) return;
    this.list.push(new Target(name, 'new', constructor?.node, this.methods(value.prototype)));
  }

  constructorOf(value) {
    for (let at = value; at && at.name; at = Object.getPrototypeOf(at)) {
      const node = this.signatures.functions.get(`${at.name}.constructor`);
      if (node) return { node, isPrivate: this.signatures.privateConstructors.has(at.name) };
    }
    return null;
  }

  isPublic(key) { return !key.startsWith('_') && !this.signatures.hidden.has(key) && /^[A-Za-z$][\w$]*$/.test(key); }

  /** Whether the class of a prototype is one of the source. */
  isOwn(prototype) { const name = prototype.constructor?.name; return this.signatures.functions.has(`class ${name}`) || this.signatures.functions.has(name); }

  /** Names of methods with their nodes; undefined where the source does not show one. */
  methods(prototype) {
    const found = new Map();
    for (let at = prototype; at && at !== Object.prototype && this.isOwn(at); at = Object.getPrototypeOf(at)) {
      for (const [key, property] of Object.entries(Object.getOwnPropertyDescriptors(at))) {
        if (key === 'constructor' || !this.isPublic(key)) continue;
        const node = this.signatures.functions.get(`${at.constructor?.name}.${key}`) ?? this.signatures.functions.get(key);
        if (typeof property.value === 'function' && !found.has(key)) found.set(key, node);
        if (property.set && !found.has(`set ${key}`)) found.set(`set ${key}`, this.signatures.setters.get(`${at.constructor?.name}.${key}`));
      }
    }
    return found;
  }

  /** A function whose result has methods is a maker of objects. */
  learn(target, value) {
    if (target.kind !== 'call' || value === null || Array.isArray(value)) return false;
    const methods = new Map();
    if (typeof value === 'function' && !isClass(value)) methods.set('', this.returned(target.node));
    else if (typeof value === 'object' && !Buffer.isBuffer(value)) {
      for (const key of Object.keys(value)) if (typeof value[key] === 'function' && this.isPublic(key)) methods.set(key, this.signatures.functions.get(value[key].name) ?? this.signatures.functions.get(key));
      const prototype = Object.getPrototypeOf(value);
      if (prototype && prototype !== Object.prototype) for (const [key, node] of this.methods(prototype)) methods.set(key, node);
    }
    if (methods.size === 0) return false;
    target.kind = 'made';
    target.methods = methods;
    return true;
  }

  /** The function that a function gives back. */
  returned(node) {
    let found;
    if (node && isFunction(node.body)) return node.body;
    if (node) walk(node.body, (each, around) => { if (each.type === 'ReturnStatement' && each.argument && !around.some(isFunction)) found ??= isFunction(each.argument) ? each.argument : this.signatures.functions.get(each.argument.name); });
    return found;
  }
}

module.exports = { Targets, Target };
