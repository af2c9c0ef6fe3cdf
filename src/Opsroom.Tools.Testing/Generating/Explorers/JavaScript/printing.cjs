'use strict';
// Writes a tree as JavaScript: what stands between the nodes as the source has it, without types.
const { walk } = require('./parsing.cjs');

/** The words of the language that are nodes of a tree, in the order of the source. */
function children(node) {
  const found = [];
  for (const key of Object.keys(node)) {
    const child = node[key];
    if (key === 'typed' || key === 'returns' || key === 'regex') continue;
    if (node.type === 'Property' && node.shorthand && key === 'key') continue;
    if (Array.isArray(child)) { for (const item of child) if (item && typeof item.type === 'string') found.push(item); } else if (child && typeof child.type === 'string') found.push(child);
  }
  return found.sort((left, right) => left.start - right.start);
}

function namesOf(pattern) {
  switch (pattern?.type) {
    case 'Identifier': return [pattern.name];
    case 'ObjectPattern': return pattern.properties.flatMap((each) => namesOf(each.value ?? each.argument));
    case 'ArrayPattern': return pattern.elements.flatMap(namesOf);
    case 'AssignmentPattern': return namesOf(pattern.left);
    case 'RestElement': return namesOf(pattern.argument);
    default: return [];
  }
}

class Printer {
  /** @param asFunction whether imports and exports become those of a function around the module */
  constructor(source, parsed, asFunction) {
    this.source = source;
    this.parsed = parsed;
    this.asFunction = asFunction;
    this.erased = [...parsed.erased].sort((left, right) => left[0] - right[0]);
    this.exported = [];
    this.standard = null;
    this.heads = [];
    if (parsed.types.size > 0 || parsed.erased.length > 0) this.used = this.values();
  }

  /** Names that are used as values: imports of others are types. */
  values() {
    const used = new Set();
    walk(this.parsed.tree, (node, around) => {
      const outer = around[around.length - 1];
      if (node.type === 'Identifier' && !around.some((each) => each.type === 'ImportDeclaration') && !(outer.type === 'MemberExpression' && outer.property === node && !outer.computed)) used.add(node.name);
    });
    return used;
  }

  gap(from, to) {
    let text = this.source.slice(from, to);
    for (const [start, end] of this.erased) {
      if (end <= from || start >= to) continue;
      const [low, high] = [Math.max(start, from) - from, Math.min(end, to) - from];
      text = text.slice(0, low) + text.slice(low, high).replace(/[^\n]/g, ' ') + text.slice(high);
    }
    return text;
  }

  print() {
    const body = this.text(this.parsed.tree);
    return this.asFunction ? `${this.heads.join('')}${body}\n$_.exports(exports, { ${this.exported.map(([name, value]) => `${JSON.stringify(name)}: () => ${value}`).join(', ')} });` : body;
  }

  text(node) {
    if (node.bodiless) return '';
    const special = this[node.type];
    return special ? special.call(this, node) : this.plain(node);
  }

  plain(node) {
    const from = node.type === 'Program' ? 0 : node.start;
    const to = node.type === 'Program' ? this.source.length : node.end;
    return this.joined(children(node), from, to);
  }

  joined(nodes, from, to) {
    let [text, at] = ['', from];
    for (const child of nodes) {
      if (child.start < at) continue;
      text += this.gap(at, child.start) + this.text(child);
      at = child.end;
    }
    return text + this.gap(at, to);
  }

  MethodDefinition(node) {
    const own = node.value.params.map((each) => each.property).filter(Boolean);
    if (own.length > 0) node.value.body.properties = own;
    return this.plain(node);
  }

  BlockStatement(node) {
    if (!node.properties) return this.plain(node);
    const given = node.properties.map((name) => ` this.${name} = ${name};`).join('');
    const above = node.body.findIndex((each) => each.type === 'ExpressionStatement' && each.expression.type === 'CallExpression' && each.expression.callee.type === 'Super');
    const at = above < 0 ? node.start + 1 : node.body[above].end;
    return this.joined(node.body.slice(0, above + 1), node.start, at) + given + this.joined(node.body.slice(above + 1), at, node.end);
  }

  EnumDeclaration(node) {
    const { name } = node.id;
    this.enum = { name, keys: new Set(node.members.map((each) => each.key)) };
    const members = node.members.map(({ key, value }, at) => {
      const place = `${name}[${JSON.stringify(key)}]`;
      const given = value ? this.text(value) : at === 0 ? '0' : `${name}[${JSON.stringify(node.members[at - 1].key)}] + 1`;
      return `${place} = ${given}; if (typeof ${place} === 'number') ${name}[${place}] = ${JSON.stringify(key)};`;
    });
    this.enum = null;
    return `const ${name} = {}; ${members.join(' ')}`;
  }

  /** Members of an enum may be said by their names alone within it. */
  Identifier(node) { return this.enum?.keys.has(node.name) ? `${this.enum.name}[${JSON.stringify(node.name)}]` : this.plain(node); }

  ImportDeclaration(node) {
    const wanted = node.specifiers.filter((each) => !each.typeOnly && (!this.used || this.used.has(each.local.name)));
    if (node.specifiers.length > 0 && wanted.length === 0) return '';
    if (!this.asFunction) return wanted.length === node.specifiers.length ? this.gap(node.start, node.end) : this.importOf(wanted, node.source.raw);
    const from = `require(${node.source.raw})`;
    this.heads.push(node.specifiers.length === 0 ? `${from}; ` : wanted.map((each) => {
      if (each.type === 'ImportNamespaceSpecifier') return `const ${each.local.name} = ${from}; `;
      if (each.type === 'ImportDefaultSpecifier') return `const ${each.local.name} = $_.standard(${from}); `;
      return `const { ${each.imported.raw ?? each.imported.name}: ${each.local.name} } = ${from}; `;
    }).join(''));
    return '';
  }

  importOf(wanted, from) {
    const standard = wanted.find((each) => each.type === 'ImportDefaultSpecifier');
    const named = wanted.filter((each) => each.type === 'ImportSpecifier').map((each) => `${each.imported.raw ?? each.imported.name} as ${each.local.name}`);
    return `import ${[standard?.local.name, named.length > 0 ? `{ ${named.join(', ')} }` : null].filter(Boolean).join(', ')} from ${from};`;
  }

  ExportNamedDeclaration(node) {
    if (!this.asFunction) return this.exportOf(node);
    if (node.declaration) {
      const { declaration } = node;
      for (const name of declaration.declarations ? declaration.declarations.flatMap((each) => namesOf(each.id)) : [declaration.id.name]) this.exported.push([name, name]);
      return this.text(declaration);
    }
    for (const each of node.specifiers) {
      const [local, name] = [each.local.name ?? each.local.value, each.exported.name ?? each.exported.value];
      if (!this.used || node.source || !this.parsed.types.has(local)) this.exported.push([name, node.source ? `require(${node.source.raw})[${JSON.stringify(local)}]` : local]);
      if (name === 'default') this.standard = local;
    }
    return '';
  }

  exportOf(node) {
    if (node.declaration) return this.gap(node.start, node.declaration.start) + this.text(node.declaration);
    const values = node.specifiers.filter((each) => node.source || !this.parsed.types.has(each.local.name));
    if (values.length === node.specifiers.length) return this.gap(node.start, node.end);
    return `export { ${values.map((each) => `${each.local.name} as ${each.exported.name}`).join(', ')} };`;
  }

  ExportDefaultDeclaration(node) {
    if (!this.asFunction) return this.gap(node.start, node.declaration.start) + this.text(node.declaration) + this.gap(node.declaration.end, node.end);
    const { declaration } = node;
    const text = this.text(declaration);
    if (/Declaration$/.test(declaration.type) && declaration.id) {
      this.exported.push(['default', declaration.id.name]);
      this.standard = declaration.id.name;
      return text;
    }
    this.exported.push(['default', '$default']);
    this.standard = declaration.type === 'Identifier' ? declaration.name : '';
    return `const $default = (${text});`;
  }

  ExportAllDeclaration(node) { return this.asFunction ? '' : this.gap(node.start, node.end); }
}

module.exports = { Printer, children, namesOf };
