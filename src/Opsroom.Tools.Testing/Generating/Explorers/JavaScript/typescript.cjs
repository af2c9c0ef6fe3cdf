'use strict';
// Reads TypeScript as acorn reads JavaScript. Places are those of the source; `erased` says what is no JavaScript, nodes keep their types.
const typeParser = require('./typeParser.cjs');

const MODIFIERS = /(?:(?:public|private|protected|readonly|abstract|override|declare|accessor|static)\s+)+(?=[\w$#[*"'])/y;

module.exports = (acorn, Base) => {
  const tt = acorn.tokTypes;
  const EMPTY = 'EmptyStatement';

  return class TypeScript extends typeParser(acorn, Base) {
    constructor(...given) {
      super(...given);
      this.erased = [];
      this.types = new Map();
      this.inType = 0;
    }

    erase(from, to = this.lastTokEnd) { this.erased.push([from, to]); }

    /** Blanks what stands in the input from here on, and reads on behind it. */
    blank(from, length, keep = '') {
      for (const match of this.input.slice(from, from + length).matchAll(/\S+/g)) if (match[0] !== keep) this.erase(from + match.index, from + match.index + match[0].length);
      this.input = this.input.slice(0, from) + this.input.slice(from, from + length).replace(/\S+/g, (word) => (word === keep ? word : ' '.repeat(word.length))) + this.input.slice(from + length);
      this.pos = from;
      this.nextToken();
    }

    following(pattern) { return pattern.exec(this.input.slice(this.end)); }

    annotate(node, from = this.start) {
      if (this.eat(tt.colon)) { node.typed = this.parseResult(); this.erase(from); }
      return node;
    }

    // names are declared twice in overloads, and types are exported as values are
    declareName() {}

    checkLocalExport() {}

    checkExport() {}

    checkVariableExport() {}

    // ---- bindings ----

    parseVarId(decl) {
      decl.id = this.parseBindingAtom();
      const from = this.start;
      if (this.type === tt.prefix && this.value === '!') this.next();
      this.annotate(decl.id, from);
    }

    parseBindingList(close, ...given) {
      if (this.type === tt._this) { const from = this.start; this.next(); this.expect(tt.colon); this.parseType(); this.eat(tt.comma); this.erase(from); }
      return super.parseBindingList(close, ...given);
    }

    parseAssignableListItem(allowed) {
      let from = null;
      const start = this.start;
      while (this.type === tt.name && ['public', 'private', 'protected', 'readonly', 'override'].includes(this.value) && this.following(/^\s+[\w$[{]/)) { from ??= this.start; this.next(); }
      if (from !== null) this.erase(from, this.start);
      const made = super.parseAssignableListItem(allowed);
      if (from !== null) { const target = made.type === 'AssignmentPattern' ? made.left : made; made.property = target.name; made.hiddenProperty = /\b(?:private|protected)\b/.test(this.input.slice(start, target.start)); }
      return made;
    }

    parseMaybeDefault(startPos, startLoc, left) {
      if (left) return super.parseMaybeDefault(startPos, startLoc, left);
      const target = this.parseBindingAtom();
      const from = this.start;
      if (this.eat(tt.question)) { target.optional = true; if (this.type !== tt.colon) this.erase(from); }
      this.annotate(target, from);
      return super.parseMaybeDefault(startPos, startLoc, target);
    }

    parseBindingListItem(param) { return this.type === tt.colon ? this.annotate(param) : param; }

    parseCatchClauseParam() {
      const param = this.annotate(this.parseBindingAtom());
      this.enterScope(0);
      this.expect(tt.parenR);
      return param;
    }

    // ---- functions ----

    eraseTypeParameters() { if (this.isSign('<')) { const from = this.start; this.parseTypeParameters(); this.erase(from); } }

    parseFunctionParams(node) { this.eraseTypeParameters(); super.parseFunctionParams(node); }

    parseMethod(...given) { this.eraseTypeParameters(); return super.parseMethod(...given); }

    parsePropertyValue(...given) { this.eraseTypeParameters(); return super.parsePropertyValue(...given); }

    parseFunctionBody(node, isArrow, isMethod, forInit) {
      if (!isArrow && this.type === tt.colon) { const from = this.start; this.next(); node.returns = this.parseResult(); this.erase(from); }
      if (!isArrow && this.type !== tt.braceL) {
        this.semicolon();
        node.bodiless = true;
        node.body = { type: 'BlockStatement', body: [], start: this.lastTokEnd, end: this.lastTokEnd };
        this.exitScope();
      } else super.parseFunctionBody(node, isArrow, isMethod, forInit);
    }

    /** An arrow function from its parameters on, or null. */
    arrow(node, isAsync, forInit, mayHaveResult = true) {
      let returns = null;
      const params = this.attempt(() => {
        this.eraseTypeParameters();
        if (!this.eat(tt.parenL)) return null;
        const found = this.parseBindingList(tt.parenR, false, true);
        const from = this.start;
        if (mayHaveResult && this.eat(tt.colon)) { returns = this.parseResult(); this.erase(from); }
        return this.type === tt.arrow && !this.canInsertSemicolon() && this.eat(tt.arrow) ? found : null;
      });
      if (params === null) return null;
      node.returns = returns;
      return this.parseArrowExpression(node, params, isAsync, forInit);
    }

    parseParenAndDistinguishExpression(canBeArrow, forInit) {
      return (canBeArrow ? this.arrow(this.startNode(), false, forInit, this.start !== this.consequentAt) : null) ?? super.parseParenAndDistinguishExpression(canBeArrow, forInit);
    }

    parseExprAtom(errors, forInit, forNew) {
      if (this.isContextual('async') && this.potentialArrowAt === this.start && this.following(/^\s*[(<]/)) {
        const node = this.startNode();
        const made = this.attempt(() => { this.next(); return this.arrow(node, true, forInit); });
        if (made) return made;
      }
      if (this.isSign('<')) {
        const made = this.arrow(this.startNode(), false, forInit);
        if (made) return made;
        const from = this.start;
        this.parseTypeArguments();
        this.erase(from);
        return this.parseMaybeUnary(null, false, false, forInit);
      }
      return super.parseExprAtom(errors, forInit, forNew);
    }

    parseMaybeAssign(forInit, errors, after) {
      // an arrow with type parameters begins no other way
      if (this.isSign('<')) this.potentialArrowAt = this.start;
      return super.parseMaybeAssign(forInit, errors, after);
    }

    // ---- expressions ----

    parseMaybeConditional(forInit, errors) {
      const [startPos, startLoc] = [this.start, this.startLoc];
      const test = this.parseExprOps(forInit, errors);
      if (this.checkExpressionErrors(errors) || this.type !== tt.question) return test;
      // `(a?) =>` and `(a?: T) =>` are parameters
      if (/^\s*[,):=]/.test(this.input.slice(this.end))) this.unexpected();
      this.next();
      const node = this.startNodeAt(startPos, startLoc);
      node.test = test;
      this.consequentAt = this.start;
      node.consequent = this.parseMaybeAssign();
      this.expect(tt.colon);
      node.alternate = this.parseMaybeAssign(forInit);
      return this.finishNode(node, 'ConditionalExpression');
    }

    parseExprOp(left, startPos, startLoc, minPrec, forInit) {
      if (minPrec < tt.relational.binop && (this.isContextual('as') || this.isContextual('satisfies')) && !this.canInsertSemicolon()) {
        const from = this.start;
        this.next();
        if (!this.eat(tt._const)) this.parseType();
        this.erase(from);
        return this.parseExprOp(left, startPos, startLoc, minPrec, forInit);
      }
      return super.parseExprOp(left, startPos, startLoc, minPrec, forInit);
    }

    parseSubscript(base, startPos, startLoc, noCalls, ...more) {
      if (this.type === tt.prefix && this.value === '!' && !this.canInsertSemicolon()) {
        this.erase(this.start, this.end);
        this.exprAllowed = false;
        this.next();
      }
      if (this.isSign('<')) {
        const from = this.start;
        this.attempt(() => {
          this.parseTypeArguments();
          if (this.type !== tt.parenL && this.type !== tt.backQuote && !(this.inHeritage && this.type === tt.braceL || this.inHeritage && this.isContextual('implements'))) return false;
          this.erase(from);
          return true;
        });
      }
      return super.parseSubscript(base, startPos, startLoc, noCalls, ...more);
    }

    // ---- classes ----

    parseClassId(node, isStatement) { super.parseClassId(node, isStatement); this.eraseTypeParameters(); }

    parseClassSuper(node) {
      this.inHeritage = true;
      super.parseClassSuper(node);
      this.inHeritage = false;
      const from = this.start;
      if (this.eatContextual('implements')) { do { this.parseType(); } while (this.eat(tt.comma)); this.erase(from); }
    }

    parseClassElement(allowsSuper) {
      const from = this.start;
      MODIFIERS.lastIndex = from;
      const words = this.type === tt.name ? MODIFIERS.exec(this.input)?.[0] ?? '' : '';
      if (words) this.blank(from, words.length, 'static');
      if (this.type === tt.bracketL && this.following(/^\s*\w+\s*:/)) { this.parseMember({ fields: [] }); this.semicolon(); this.erase(from); return null; }
      const made = super.parseClassElement(allowsSuper);
      if (!made) return null;
      if (made.value?.bodiless || /\b(?:abstract|declare)\b/.test(words)) { this.erase(from); return null; }
      made.hidden = /\b(?:private|protected)\b/.test(words);
      return made;
    }

    parseClassElementName(element) {
      super.parseClassElementName(element);
      const from = this.start;
      if (this.eat(tt.question) || this.type === tt.prefix && this.value === '!') { if (this.type === tt.prefix) this.next(); this.erase(from); }
      this.eraseTypeParameters();
    }

    parseClassField(field) { this.annotate(field); return super.parseClassField(field); }

    // ---- statements ----

    parseStatement(context, topLevel, exports) {
      const node = this.startNode();
      const word = this.type === tt.name ? this.value : '';
      if (word === 'interface' && this.following(/^\s+[\w$]/)) return this.parseInterface(node);
      if (word === 'type' && this.following(/^[ \t]+[\w$]+\s*[=<]/)) return this.parseAlias(node);
      if (word === 'enum' && this.following(/^\s+[\w$]+\s*\{/)) return this.parseEnum(node);
      if (this.type === tt._const && this.following(/^\s+enum\b/)) { this.next(); return this.parseEnum(node); }
      if (word === 'declare' && this.following(/^[ \t]+\w/)) return this.skipDeclared(node);
      if (['namespace', 'module'].includes(word) && this.following(/^\s+[\w$.'"]+\s*\{/)) this.raise(this.start, 'Namespaces of TypeScript are not understood');
      if (word === 'abstract' && this.following(/^\s+class\b/)) this.blank(this.start, 8);
      const made = super.parseStatement(context, topLevel, exports);
      if (made.bodiless) this.erase(made.start);
      return made;
    }

    nothing(node) {
      this.erase(node.start);
      return this.finishNode(node, EMPTY);
    }

    parseInterface(node) {
      this.next();
      const { name } = this.parseIdent();
      if (this.isSign('<')) this.parseTypeParameters();
      const above = [];
      if (this.eat(tt._extends)) do { above.push(this.parsePostfix()); } while (this.eat(tt.comma));
      const body = this.parseObjectType();
      const known = this.types.get(name);
      this.types.set(name, above.length || known ? { kind: 'all', of: [...above, ...known ? [known] : [], body] } : body);
      return this.nothing(node);
    }

    parseAlias(node) {
      this.next();
      const { name } = this.parseIdent();
      if (this.isSign('<')) this.parseTypeParameters();
      this.expect(tt.eq);
      this.types.set(name, this.parseType());
      this.semicolon();
      return this.nothing(node);
    }

    parseEnum(node) {
      this.next();
      node.id = this.parseIdent();
      node.members = [];
      this.expect(tt.braceL);
      while (!this.eat(tt.braceR)) {
        const key = this.type === tt.string ? this.value : this.value ?? this.type.keyword;
        this.next();
        node.members.push({ type: 'EnumMember', key, value: this.eat(tt.eq) ? this.parseMaybeAssign() : null });
        if (!this.eat(tt.comma)) { this.expect(tt.braceR); break; }
      }
      return this.finishNode(node, 'EnumDeclaration');
    }

    /** Passes over a declaration of what is elsewhere. */
    skipDeclared(node) {
      let depth = 0;
      do {
        if ([tt.braceL, tt.parenL, tt.bracketL].includes(this.type)) depth++;
        if ([tt.braceR, tt.parenR, tt.bracketR].includes(this.type)) depth--;
        this.next();
      } while (depth > 0 || !this.canInsertSemicolon() && this.type !== tt.semi);
      this.eat(tt.semi);
      return this.nothing(node);
    }

    parseExport(node, exports) {
      const word = this.following(/^\s+(type(?=\s*\{)|type|interface|enum|const\s+enum|abstract(?=\s+class)|declare)\b/)?.[1];
      if (word === undefined) {
        const made = super.parseExport(node, exports);
        return made.declaration?.bodiless ? this.nothing(node) : made;
      }
      this.next();
      if (word === 'type' && this.following(/^\s*[{*]/)) { this.next(); if (this.eat(tt.star)) this.eatContextual('as') && this.next(); else this.parseExportSpecifiers(exports); if (this.eatContextual('from')) this.next(); this.semicolon(); return this.nothing(node); }
      node.declaration = this.parseStatement(null);
      node.specifiers = [];
      node.source = null;
      return node.declaration.type === EMPTY ? this.nothing(node) : this.finishNode(node, 'ExportNamedDeclaration');
    }

    parseExportDefaultDeclaration() {
      if (this.isContextual('abstract') && this.following(/^\s+class\b/)) this.blank(this.start, 8);
      if (this.isContextual('interface')) { const node = this.startNode(); return this.parseInterface(node); }
      return super.parseExportDefaultDeclaration();
    }

    parseImport(node) {
      const isType = this.following(/^\s+type\b(?!\s*(?:,|from\s*['"]))/);
      if (isType) { const at = this.end + isType[0].length - 4; this.input = `${this.input.slice(0, at)}    ${this.input.slice(at + 4)}`; }
      const made = super.parseImport(node);
      return isType ? this.nothing(made) : made;
    }

    parseImportSpecifier() {
      const isType = this.isContextual('type') && this.following(/^\s+(?!as\b|,|\})[\w$]/);
      if (isType) this.next();
      const made = super.parseImportSpecifier();
      made.typeOnly = Boolean(isType);
      return made;
    }

    parseExportSpecifier(exports) {
      if (this.isContextual('type') && this.following(/^\s+(?!as\b|,|\})[\w$]/)) { const from = this.start; this.next(); this.erase(from, this.start); }
      return super.parseExportSpecifier(exports);
    }
  };
};
