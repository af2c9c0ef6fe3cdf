'use strict';

const AFTER = /^(?:[*+?]|\{(\d+)(,?)(\d*)\})\??/;
const NAMED = { t: '\t', n: '\n', r: '\r', f: '\f', v: '\v', b: '', B: '' };

/** A text that a pattern matches, more or less: what it looks ahead or back for is passed over. */
function matching(pattern, chance) {
  const pick = (list) => list[Math.floor(chance() * list.length)];
  const whole = (low, high) => low + Math.floor(chance() * (high - low + 1));
  let at = 0;
  const escape = (kind) => {
    if (kind === 'd') return () => String(whole(0, 9));
    if (kind === 'w') return () => pick(['a', 'Z', '0', '_', 'k']);
    if (kind === 's') return () => pick([' ', ' ', '\t']);
    if (kind === 'S' || kind === 'D') return () => pick(['x', '-']);
    if (kind === 'W') return () => '-';
    if ((kind === 'p' || kind === 'P') && pattern[at] === '{') { const negated = kind === 'P'; at = pattern.indexOf('}', at) + 1; return () => (negated ? '-' : pick(['é', 'a', 'Z'])); }
    if (kind === 'u' && /^[\da-f]{4}/i.test(pattern.slice(at))) { const char = String.fromCharCode(parseInt(pattern.slice(at, at + 4), 16)); at += 4; return () => char; }
    if (kind === 'x' && /^[\da-f]{2}/i.test(pattern.slice(at))) { const char = String.fromCharCode(parseInt(pattern.slice(at, at + 2), 16)); at += 2; return () => char; }
    return () => NAMED[kind] ?? kind;
  };
  const alternatives = () => {
    const made = [sequence()];
    while (pattern[at] === '|') { at++; made.push(sequence()); }
    return () => pick(made)();
  };
  const sequence = () => {
    const parts = [];
    while (at < pattern.length && pattern[at] !== ')' && pattern[at] !== '|') parts.push(repeated());
    return () => parts.map((part) => part()).join('');
  };
  const repeated = () => {
    const one = atom();
    const count = AFTER.exec(pattern.slice(at));
    if (!count) return one;
    at += count[0].length;
    const [low, high] = { '*': [0, 3], '+': [1, 3], '?': [0, 1] }[count[0][0]] ?? [Number(count[1]), count[3] ? Number(count[3]) : Number(count[1]) + (count[2] ? 2 : 0)];
    return () => Array.from({ length: whole(low, Math.min(high, low + 3)) }, one).join('');
  };
  const group = () => {
    const head = /^\?(?::|<?[=!]|<\w+>)/.exec(pattern.slice(at));
    if (head) at += head[0].length;
    const inner = alternatives();
    at++;
    return head && /[=!]$/.test(head[0]) ? () => '' : inner;
  };
  const set = () => {
    const negated = pattern[at] === '^';
    const options = [];
    if (negated) at++;
    while (at < pattern.length && pattern[at] !== ']') {
      if (pattern[at] === '\\') { at += 2; options.push(escape(pattern[at - 1])); } else if (pattern[at + 1] === '-' && pattern[at + 2] !== ']') {
        const [low, high] = [pattern.charCodeAt(at), pattern.charCodeAt(at + 2)];
        at += 3;
        options.push(() => String.fromCharCode(pick([low, high, whole(low, high)])));
      } else { const literal = pattern[at++]; options.push(() => literal); }
    }
    at++;
    return negated ? () => pick(['a', 'Z', '9', ' ', '-']) : () => (options.length > 0 ? pick(options)() : '');
  };
  const atom = () => {
    const char = pattern[at++];
    if (char === '(') return group();
    if (char === '[') return set();
    if (char === '\\') return escape(pattern[at++]);
    if (char === '^' || char === '$') return () => '';
    return char === '.' ? () => pick(['a', '9', ' ', '-']) : () => char;
  };
  return alternatives()();
}

module.exports = { matching };
