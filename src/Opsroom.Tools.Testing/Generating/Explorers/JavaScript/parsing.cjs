'use strict';
// Reads sources by the parser that node has in itself.
const acorn = require('internal/deps/acorn/acorn/dist/acorn');
const { ANY } = require('./typeParser.cjs');

const TypeScript = require('./typescript.cjs')(acorn, acorn.Parser);
const OPTIONS = { ecmaVersion: 'latest', allowHashBang: true, allowReturnOutsideFunction: true, allowAwaitOutsideFunction: true };

/** The tree of a source with its comments; of TypeScript also the named types and what is no JavaScript. */
function parse(source, isTypeScript, isModule) {
  const comments = [];
  const options = { ...OPTIONS, sourceType: isModule ? 'module' : 'script', onComment: (isBlock, text, start, end) => comments.push({ isBlock, text, start, end }) };
  if (!isTypeScript) return { tree: acorn.parse(source, options), comments, erased: [], types: new Map() };
  const parser = new TypeScript(options, source);
  const tree = parser.parse();
  return { tree, comments: [...new Map(comments.map((each) => [each.start, each])).values()], erased: parser.erased, types: parser.types };
}

/** A type as JSDoc or TypeScript writes it; any where it cannot be read. */
function parseType(text) {
  const plain = text.trim().replace(/^[?!]|=$/g, '').replace(/\.</g, '<').replace(/\*/g, 'any').replace(/\bfunction\s*\(.*$/s, 'Function').replace(/\bObject</g, 'Record<');
  try {
    const parser = new TypeScript({ ...OPTIONS, sourceType: 'module' }, plain);
    parser.nextToken();
    return parser.parseType();
  } catch (error) {
    if (error instanceof SyntaxError) return ANY;
    throw error;
  }
}

/** Calls `found` with every node and the nodes around it, the outermost first. */
function walk(node, found, around = []) {
  found(node, around);
  const inside = [...around, node];
  for (const key of Object.keys(node)) {
    const child = node[key];
    if (key === 'typed' || key === 'returns' || key === 'regex') continue;
    if (Array.isArray(child)) { for (const item of child) if (item && typeof item.type === 'string') walk(item, found, inside); } else if (child && typeof child.type === 'string') walk(child, found, inside);
  }
}

module.exports = { parse, parseType, walk, isFunction: (node) => /Function/.test(node.type) };
