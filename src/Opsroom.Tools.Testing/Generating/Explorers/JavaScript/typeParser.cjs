'use strict';
// The types of TypeScript, read from the tokens of acorn:
// { kind: 'word', name, args } | 'literal' { value } | 'union' | 'all' | 'tuple' { of: [] } | 'array' { of } | 'object' { fields, index } |
// 'function' { params, result } | 'keyof' { of } | 'typeof' { name } | 'indexed' { of, by }.

const ANY = { kind: 'word', name: 'any', args: [] };

module.exports = (acorn, Base) => {
  const tt = acorn.tokTypes;
  const CONSTANTS = new Map([[tt._true, true], [tt._false, false], [tt._null, null]]);
  const PREFIXES = ['keyof', 'readonly', 'unique', 'infer', 'asserts', 'abstract'];

  return class TypeParser extends Base {
    isSign(sign) { return this.type === tt.relational && this.value === sign; }

    /** Takes one `>` off a token that may have more of them. */
    expectEnd() {
      if (typeof this.value !== 'string' || this.value[0] !== '>') this.unexpected();
      if (this.value.length > 1) { this.pos = this.start + 1; this.end = this.pos; }
      this.next();
    }

    /** What `read` gives, or null with nothing read. */
    attempt(read) {
      const saved = { ...this, context: [...this.context], scopeStack: [...this.scopeStack], erased: [...this.erased] };
      try {
        const found = read();
        if (found) return found;
      } catch (error) {
        if (!(error instanceof SyntaxError)) throw error;
      }
      Object.assign(this, saved);
      return null;
    }

    parseType() {
      const made = this.attempt(() => this.parseFunctionType()) ?? this.parseUnion();
      if (this.type !== tt._extends || this.inConditional) return made;
      this.next();
      const outside = this.inConditional;
      this.inConditional = true;
      this.parseType();
      this.inConditional = outside;
      this.expect(tt.question);
      const first = this.parseType();
      this.expect(tt.colon);
      return { kind: 'union', of: [first, this.parseType()] };
    }

    parseExpression(...given) { return this.inTemplateType ? this.parseType() : super.parseExpression(...given); }

    parseFunctionType() {
      if (this.type === tt._new) this.next();
      if (this.isSign('<')) this.parseTypeParameters();
      if (this.type !== tt.parenL) return null;
      const params = this.parseSignature();
      return this.eat(tt.arrow) ? { kind: 'function', params, result: this.parseResult() } : null;
    }

    parseSignature() {
      this.expect(tt.parenL);
      const params = [];
      while (!this.eat(tt.parenR)) {
        if (params.length) { this.expect(tt.comma); if (this.eat(tt.parenR)) break; }
        const rest = this.eat(tt.ellipsis);
        const target = this.type === tt._this ? (this.next(), { name: 'this' }) : this.parseBindingAtom();
        const optional = this.eat(tt.question);
        params.push({ name: target.name ?? '', optional, rest, type: this.eat(tt.colon) ? this.parseType() : ANY });
      }
      return params.filter((each) => each.name !== 'this');
    }

    /** The type of a result, or a predicate. */
    parseResult() {
      const made = this.parseType();
      if (this.isContextual('is') && !this.canInsertSemicolon()) { this.next(); this.parseType(); return { kind: 'word', name: 'boolean', args: [] }; }
      return made;
    }

    parseUnion() {
      return this.parseList(tt.bitwiseOR, 'union', () => this.parseList(tt.bitwiseAND, 'all', () => this.parsePostfix()));
    }

    parseList(sign, kind, read) {
      this.eat(sign);
      const of = [read()];
      while (this.eat(sign)) of.push(read());
      return of.length === 1 ? of[0] : { kind, of };
    }

    parsePostfix() {
      let made = this.parsePrimary();
      while (this.type === tt.bracketL && !this.canInsertSemicolon()) {
        this.next();
        if (this.eat(tt.bracketR)) made = { kind: 'array', of: made };
        else { made = { kind: 'indexed', of: made, by: this.parseType() }; this.expect(tt.bracketR); }
      }
      return made;
    }

    parsePrimary() {
      if (this.type === tt.parenL) { this.next(); const outside = this.inConditional; this.inConditional = false; const inner = this.parseType(); this.inConditional = outside; this.expect(tt.parenR); return inner; }
      if (this.type === tt.bracketL) return this.parseTuple();
      if (this.type === tt.braceL) return this.parseObjectType();
      if (this.type === tt.string || this.type === tt.num) { const { value } = this; this.next(); return { kind: 'literal', value }; }
      if (this.type === tt.plusMin) { this.next(); const { value } = this; this.next(); return { kind: 'literal', value: -value }; }
      if (CONSTANTS.has(this.type)) { const value = CONSTANTS.get(this.type); this.next(); return { kind: 'literal', value }; }
      if (this.type === tt._void) { this.next(); return { kind: 'literal', value: undefined }; }
      if (this.type === tt.backQuote) { this.inTemplateType = true; this.parseTemplate(); this.inTemplateType = false; return { kind: 'word', name: 'string', args: [] }; }
      if (this.type === tt._typeof) { this.next(); return this.type === tt._import ? this.parsePrimary() : { kind: 'typeof', name: this.parseWords() }; }
      if (this.type === tt._this) { this.next(); return ANY; }
      if (this.type === tt._import) { this.next(); this.expect(tt.parenL); this.parseType(); this.expect(tt.parenR); while (this.eat(tt.dot)) this.parseIdent(true); if (this.isSign('<')) this.parseTypeArguments(); return ANY; }
      if (this.type === tt.name && PREFIXES.includes(this.value) && /^\s+[\w$[{(]/.test(this.input.slice(this.end)) && !/^\s+(?:extends|is)\b/.test(this.input.slice(this.end))) {
        const prefix = this.value;
        this.next();
        const of = this.parsePostfix();
        return prefix === 'keyof' ? { kind: 'keyof', of } : of;
      }
      const name = this.parseWords();
      return name === 'undefined' ? { kind: 'literal', value: undefined } : { kind: 'word', name, args: this.isSign('<') && !this.canInsertSemicolon() ? this.parseTypeArguments() : [] };
    }

    parseWords() {
      const words = [this.parseIdent(true).name];
      while (this.eat(tt.dot)) words.push(this.parseIdent(true).name);
      return words.join('.');
    }

    parseTypeArguments() {
      this.next();
      const args = [];
      do { args.push(this.parseType()); } while (this.eat(tt.comma));
      this.expectEnd();
      return args;
    }

    /** `<T extends U = V>`, which says nothing of values. */
    parseTypeParameters() {
      this.next();
      while (!this.isSign('>')) {
        this.eat(tt._const);
        this.parseIdent(true);
        if (this.eat(tt._extends)) this.parseType();
        if (this.eat(tt.eq)) this.parseType();
        if (!this.eat(tt.comma)) break;
      }
      this.expectEnd();
    }

    parseTuple() {
      this.next();
      const of = [];
      while (!this.eat(tt.bracketR)) {
        const rest = this.eat(tt.ellipsis);
        if (/^\s*\??\s*:/.test(this.input.slice(this.end)) && this.type === tt.name) { this.next(); this.eat(tt.question); this.expect(tt.colon); }
        const type = this.parseType();
        of.push(rest && type.kind === 'array' ? type.of : type);
        this.eat(tt.question);
        if (!this.eat(tt.comma)) { this.expect(tt.bracketR); break; }
      }
      return { kind: 'tuple', of };
    }

    parseObjectType() {
      this.next();
      const made = { kind: 'object', fields: [], index: null };
      while (!this.eat(tt.braceR)) {
        const isCall = this.type === tt.parenL || this.isSign('<');
        if (isCall || this.type === tt._new) {
          if (!isCall) this.next();
          if (this.isSign('<')) this.parseTypeParameters();
          const params = this.parseSignature();
          const call = { kind: 'function', params, result: this.eat(tt.colon) ? this.parseResult() : ANY };
          if (isCall) made.call = call;
        } else this.parseMember(made);
        if (!this.eat(tt.semi)) this.eat(tt.comma);
      }
      return made.call && made.fields.length === 0 ? made.call : made;
    }

    parseMember(made) {
      if (this.type === tt.plusMin) this.next();
      while (this.type === tt.name && ['readonly', 'get', 'set'].includes(this.value) && /^\s+[\w$["'#]/.test(this.input.slice(this.end))) this.next();
      let name;
      if (this.type === tt.bracketL) {
        this.next();
        if (/^\s*(?::|in\b)/.test(this.input.slice(this.end)) && this.type === tt.name) {
          this.next();
          this.next();
          const key = this.parseType();
          if (this.eatContextual('as')) this.parseType();
          this.expect(tt.bracketR);
          if (this.type === tt.plusMin) this.next();
          this.eat(tt.question);
          made.index = { key, value: this.eat(tt.colon) ? this.parseType() : ANY };
          return;
        }
        this.parseExpression();
        this.expect(tt.bracketR);
      } else if (this.type === tt.string || this.type === tt.num) { name = String(this.value); this.next(); } else name = this.parseIdent(true).name;
      const optional = this.eat(tt.question);
      let type = ANY;
      if (this.type === tt.parenL || this.isSign('<')) {
        if (this.isSign('<')) this.parseTypeParameters();
        const params = this.parseSignature();
        type = { kind: 'function', params, result: this.eat(tt.colon) ? this.parseResult() : ANY };
      } else if (this.eat(tt.colon)) type = this.parseType();
      if (name !== undefined) made.fields.push({ name, optional, type });
    }
  };
};
module.exports.ANY = ANY;
