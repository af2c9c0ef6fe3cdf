#!/usr/bin/env node
// Mutants of a JavaScript or TypeScript source: mutants.mjs SOURCE SEED COUNT FOLDER. README.md says which.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join, resolve } from 'node:path';

const ts = createRequire(new URL('../../../eng/test-tools/package.json', import.meta.url))('typescript');
const [source, seed, count, folder] = [resolve(process.argv[2]), Number(process.argv[3]), Number(process.argv[4]), process.argv[5]];
const text = readFileSync(source, 'utf8');
const typed = source.endsWith('.ts');
const kind = ts.SyntaxKind;

const swaps = new Map([
  [kind.PlusToken, ['arithmetic', '-']], [kind.MinusToken, ['arithmetic', '+']], [kind.AsteriskToken, ['arithmetic', '/']],
  [kind.SlashToken, ['arithmetic', '*']], [kind.PercentToken, ['arithmetic', '*']],
  [kind.PlusEqualsToken, ['arithmetic', '-=']], [kind.MinusEqualsToken, ['arithmetic', '+=']],
  [kind.LessThanToken, ['relational', '<=', '>=']], [kind.LessThanEqualsToken, ['relational', '<', '>']],
  [kind.GreaterThanToken, ['relational', '>=', '<=']], [kind.GreaterThanEqualsToken, ['relational', '>', '<']],
  [kind.EqualsEqualsEqualsToken, ['relational', '!==']], [kind.ExclamationEqualsEqualsToken, ['relational', '===']],
  [kind.EqualsEqualsToken, ['relational', '!=']], [kind.ExclamationEqualsToken, ['relational', '==']],
  [kind.AmpersandAmpersandToken, ['logical', '||']], [kind.BarBarToken, ['logical', '&&']], [kind.QuestionQuestionToken, ['logical', '&&']],
]);

const found = [];
const add = (operator, node, ...replacements) => found.push([operator, node.getStart(), node.getEnd(), replacements]);
const negate = (node) => node && add('condition', node, `!(${node.getText()})`);

function isError(node) {
  return ts.isClassDeclaration(node) && node.heritageClauses?.some((clause) => clause.types.some((type) => /Error$/.test(type.expression.getText())));
}

function visit(node) {
  if (ts.isTypeNode(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node) || ts.isImportDeclaration(node) || isError(node)) return;
  if (ts.isBinaryExpression(node) && swaps.has(node.operatorToken.kind)) {
    const [operator, ...texts] = swaps.get(node.operatorToken.kind);
    for (const replacement of texts) add(operator, node.operatorToken, replacement);
  }
  if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) {
    if (node.operator === kind.ExclamationToken) add('logical', node, `(${node.operand.getText()})`);
    if (node.operator === kind.MinusToken) add('arithmetic', node, `(${node.operand.getText()})`);
    if (node.operator === kind.PlusPlusToken) add('arithmetic', node, `${node.operand.getText()}--`);
    if (node.operator === kind.MinusMinusToken) add('arithmetic', node, `${node.operand.getText()}++`);
  }
  if (ts.isNumericLiteral(node)) add('constant', node, String(Number(node.text.replaceAll('_', '')) + 1));
  if (node.kind === kind.TrueKeyword) add('constant', node, 'false');
  if (node.kind === kind.FalseKeyword) add('constant', node, 'true');
  if ((ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) && node.parent.name !== node) add('constant', node, node.text ? "''" : "'mutant'");
  if (ts.isTemplateExpression(node)) add('constant', node, '``');
  if (ts.isReturnStatement(node) && node.expression) returned(node.expression);
  if (ts.isArrowFunction(node) && !ts.isBlock(node.body)) returned(node.body);
  if (ts.isIfStatement(node) || ts.isWhileStatement(node) || ts.isDoStatement(node)) negate(node.expression);
  if (ts.isConditionalExpression(node) || ts.isForStatement(node)) negate(node.condition);
  if (ts.isExpressionStatement(node) || ts.isBreakStatement(node) || ts.isContinueStatement(node)) add('statement', node, ';');
  if (ts.isThrowStatement(node)) {
    // the wording of what is thrown stays: only the throwing goes
    add('statement', node, ';');
    return;
  }
  ts.forEachChild(node, visit);
}

// the first of them that the types allow, and that is not what stands there
function returned(expression) {
  add('return', expression, ...['undefined', 'null', '0', "''", '[]', `!(${expression.getText()})`].filter((replacement) => replacement !== expression.getText()));
}

const file = ts.createSourceFile(source, text, ts.ScriptTarget.ES2022, true);
visit(file);

const options = { strict: true, noEmit: true, target: ts.ScriptTarget.ES2022, lib: ['lib.es2022.d.ts'], module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext, types: [], allowJs: true, checkJs: false };
const host = ts.createCompilerHost(options);
const kept = new Map();
let current = text;
const read = host.getSourceFile.bind(host);
host.getSourceFile = (name, target) => {
  if (resolve(name) === source) return ts.createSourceFile(name, current, target, true);
  if (!kept.has(name)) kept.set(name, read(name, target));
  return kept.get(name);
};
let program;
function compiles(mutant) {
  current = mutant;
  program = ts.createProgram([source], options, host, program);
  return [...program.getSyntacticDiagnostics(), ...(typed ? program.getSemanticDiagnostics() : [])].length === 0;
}
if (!compiles(text)) throw new Error(`${source} itself does not compile`);

// mulberry32
let state = seed >>> 0;
function random() {
  state = (state + 0x6d2b79f5) >>> 0;
  let t = state;
  t = Math.imul(t ^ (t >>> 15), t | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}
for (let i = found.length - 1; i > 0; i--) {
  const j = Math.floor(random() * (i + 1));
  [found[i], found[j]] = [found[j], found[i]];
}

let made = 0;
for (const [operator, start, end, replacements] of found) {
  if (made === count) break;
  const replacement = replacements.find((text) => compiles(changed(start, end, text)));
  if (replacement === undefined) continue;
  made++;
  mkdirSync(join(folder, String(made)), { recursive: true });
  writeFileSync(join(folder, String(made), basename(source)), changed(start, end, replacement));
  console.log(`${file.getLineAndCharacterOfPosition(start).line + 1} ${operator}: ${text.slice(start, end).replace(/\s+/g, ' ')} -> ${replacement}`);
}

function changed(start, end, replacement) {
  return text.slice(0, start) + replacement + text.slice(end);
}
