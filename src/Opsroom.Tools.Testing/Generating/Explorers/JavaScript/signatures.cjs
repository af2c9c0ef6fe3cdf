'use strict';
// What a source says of its functions and types: parameters with the types of TypeScript or JSDoc.
const { isFunction, parseType, walk } = require('./parsing.cjs');

const TYPE = '\\{((?:[^{}]|\\{(?:[^{}]|\\{[^{}]*\\})*\\})*)\\}';
const word = (name, ...args) => ({ kind: 'word', name, args });

class Signatures {
  constructor(source, parsed) {
    this.source = source;
    this.named = new Map(parsed.types);
    this.enums = new Set();
    // functions and methods by the name that tests call them by; methods as `Class.method`
    this.functions = new Map();
    this.comments = parsed.comments.filter((each) => each.isBlock && each.text.startsWith('*'));
    this.hidden = new Set();
    this.setters = new Map();
    this.privateConstructors = new Set();
    for (const comment of this.comments) this.defined(comment.text);
    walk(parsed.tree, (node, around) => this.visit(node, around));
  }

  visit(node, around) {
    if (node.type === 'EnumDeclaration') this.enums.add(node.id.name);
    if (/^(?:Method|Property)Definition$/.test(node.type) && node.key.name !== 'constructor' && (node.hidden || node.key.name?.startsWith('_'))) this.hidden.add(node.key.name);
    if (node.hiddenProperty) this.hidden.add(node.property);
    if (/^Class(?:Declaration|Expression)/.test(node.type) && node.id && !this.named.has(node.id.name)) this.functions.set(`class ${node.id.name}`, node);
    if (!isFunction(node) || node.bodiless) return;
    const outer = around[around.length - 1];
    const [name, holder] = [node.id?.name ?? this.nameIn(outer), node.id ? node : outer];
    if (!name) return;
    const owner = around.findLast((each) => /^Class(?:Declaration|Expression)/.test(each.type))?.id?.name;
    node.commented = this.commentBefore(holder, around);
    const key = /Definition$/.test(outer.type) && owner ? `${owner}.${name}` : name;
    if (outer.kind === 'set') { this.setters.set(key, node); return; }
    if (outer.kind === 'constructor' && outer.hidden) this.privateConstructors.add(owner);
    if (!this.functions.has(key)) this.functions.set(key, node);
  }

  nameIn(outer) {
    switch (outer.type) {
      case 'VariableDeclarator': return outer.id.name;
      case 'MethodDefinition': case 'Property': case 'PropertyDefinition': return outer.key.type === 'PrivateIdentifier' ? `#${outer.key.name}` : outer.key.name;
      case 'AssignmentExpression': return outer.left.property?.name ?? outer.left.name;
      default: return null;
    }
  }

  commentBefore(holder, around) {
    const places = new Set([holder.start, ...around.filter((each) => /^(?:Export|VariableDeclaration|ExpressionStatement|MethodDefinition)/.test(each.type)).map((each) => each.start)]);
    return this.comments.find((comment) => [...places].some((place) => place >= comment.end && /^\s*(?:(?:public|private|protected|static|async|abstract|export|readonly)\s+)*$/.test(this.source.slice(comment.end, place))))?.text ?? '';
  }

  /** `@typedef` with its properties. */
  defined(text) {
    const found = new RegExp(`@typedef\\s+${TYPE}\\s+(\\w+)`).exec(text);
    if (!found) return;
    const fields = [...text.matchAll(new RegExp(`@property\\s+${TYPE}\\s+(\\[?)(\\w+)`, 'g'))].map((match) => ({ name: match[3], optional: match[2] === '[', type: parseType(match[1]) }));
    this.named.set(found[2], fields.length > 0 ? { kind: 'object', fields, index: null } : parseType(found[1]));
  }

  /** The types that a comment gives to the parameters, by their names. */
  documented(text) {
    const types = new Map();
    for (const match of text.matchAll(new RegExp(`@param\\s+${TYPE}\\s+(\\[?)([\\w.]+)`, 'g'))) {
      const [owner, field] = match[3].split('.');
      if (field === undefined) types.set(owner, { type: parseType(match[1]), optional: match[2] === '[' || match[1].endsWith('=') });
      else {
        const known = types.get(owner);
        const holder = known?.type.kind === 'object' ? known.type : { kind: 'object', fields: [], index: null };
        holder.fields.push({ name: field, optional: match[2] === '[', type: parseType(match[1]) });
        types.set(owner, { type: holder, optional: known?.optional ?? false });
      }
    }
    return types;
  }

  /** { name, type or null, optional, rest, fallback (its expression or null) } for each parameter. */
  of(node) {
    if (node.described) return node.described;
    const documented = this.documented(node.commented ?? '');
    const listed = [...documented.values()];
    return node.described = node.params.map((param, at) => {
      const isDefault = param.type === 'AssignmentPattern';
      const target = isDefault ? param.left : param.type === 'RestElement' ? param.argument : param;
      const told = target.name ? documented.get(target.name) : listed[at];
      return { name: target.name ?? '', type: target.typed ?? param.typed ?? told?.type ?? null, optional: isDefault || target.optional || Boolean(told?.optional), rest: param.type === 'RestElement', fallback: isDefault ? this.fallback(param.right) : null };
    });
  }

  /** A default that a test can write again. */
  fallback(node) {
    const text = this.source.slice(node.start, node.end);
    return node.type === 'Literal' || /^(?:\[\]|\{\}|-\d+)$/.test(text) ? text : null;
  }

  /** A named type with what it stands for; null where it is unknown. */
  resolve(type) {
    if (type.name === 'Partial' && type.args[0]) { const inner = this.object(type.args[0]); return inner && { ...inner, fields: inner.fields.map((each) => ({ ...each, optional: true })) }; }
    if ((type.name === 'Omit' || type.name === 'Pick') && type.args[1]) {
      const inner = this.object(type.args[0]);
      const names = new Set((type.args[1].of ?? [type.args[1]]).map((each) => each.value));
      return inner && { ...inner, fields: inner.fields.filter((each) => names.has(each.name) === (type.name === 'Pick')) };
    }
    return this.named.get(type.name) ?? null;
  }

  /** The fields of what is an object in the end; null where it is none. */
  object(type, depth = 0) {
    if (!type || depth > 6) return null;
    if (type.kind === 'object') return type;
    if (type.kind === 'all') {
      const parts = type.of.map((each) => this.object(each, depth + 1)).filter(Boolean);
      return parts.length > 0 ? { kind: 'object', fields: [...new Map(parts.flatMap((each) => each.fields).map((each) => [each.name, each])).values()], index: parts.find((each) => each.index)?.index ?? null } : null;
    }
    if (type.kind !== 'word') return null;
    if (['Readonly', 'Required', 'NonNullable'].includes(type.name)) return this.object(type.args[0], depth + 1);
    const known = this.resolve(type);
    return known ? this.object(known, depth + 1) : null;
  }
}

module.exports = { Signatures, word };
