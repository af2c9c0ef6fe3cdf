/**
 * Filters such as `age >= 18 and (country = "AT" or not blocked)` over plain objects.
 */

export class FilterError extends Error {
  constructor(message, position) {
    super(`${message} at ${position}`);
    this.name = 'FilterError';
    this.position = position;
  }
}

const TOKEN = /\s*(?:(\d+(?:\.\d+)?)|"((?:[^"\\]|\\.)*)"|(<=|>=|!=|=|<|>|\(|\)|,)|([A-Za-z_][\w.]*))/y;

/** Cuts a filter into tokens. */
export function tokenize(text) {
  const tokens = [];
  let at = 0;
  while (text.slice(at).trim() !== '') {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    if (match === null) {
      throw new FilterError('unexpected character', at + text.slice(at).search(/\S/));
    }
    const [, number, string, symbol, word] = match;
    const start = TOKEN.lastIndex;
    if (number !== undefined) {
      tokens.push({ kind: 'value', value: Number(number), end: start });
    } else if (string !== undefined) {
      tokens.push({ kind: 'value', value: string.replace(/\\(.)/g, '$1'), end: start });
    } else if (symbol !== undefined) {
      tokens.push({ kind: symbol, end: start });
    } else if (['and', 'or', 'not', 'in'].includes(word.toLowerCase())) {
      tokens.push({ kind: word.toLowerCase(), end: start });
    } else if (word === 'true' || word === 'false') {
      tokens.push({ kind: 'value', value: word === 'true', end: start });
    } else {
      tokens.push({ kind: 'name', value: word, end: start });
    }
    at = TOKEN.lastIndex;
  }
  return tokens;
}

/** Reads a filter into a tree. `not` binds tighter than `and`, `and` tighter than `or`. */
export function parse(text) {
  const tokens = tokenize(text);
  let at = 0;
  const peek = () => tokens[at]?.kind;
  const fail = (what) => {
    throw new FilterError(`${what} expected`, at === 0 ? 0 : tokens[at - 1].end);
  };
  const take = (kind) => (peek() === kind ? tokens[at++] : fail(kind));

  function either() {
    let left = both();
    while (peek() === 'or') {
      at++;
      left = { op: 'or', left, right: both() };
    }
    return left;
  }

  function both() {
    let left = negated();
    while (peek() === 'and') {
      at++;
      left = { op: 'and', left, right: negated() };
    }
    return left;
  }

  function negated() {
    if (peek() === 'not') {
      at++;
      return { op: 'not', value: negated() };
    }
    return comparison();
  }

  function comparison() {
    if (peek() === '(') {
      at++;
      const inner = either();
      take(')');
      return inner;
    }
    const name = take('name').value;
    if (peek() === 'in') {
      at++;
      take('(');
      const values = [take('value').value];
      while (peek() === ',') {
        at++;
        values.push(take('value').value);
      }
      take(')');
      return { op: 'in', name, values };
    }
    if (['=', '!=', '<', '<=', '>', '>='].includes(peek())) {
      const op = tokens[at++].kind;
      return { op, name, value: take('value').value };
    }
    return { op: 'truthy', name };
  }

  const tree = either();
  return at === tokens.length ? tree : fail('end');
}

function read(item, name) {
  return name.split('.').reduce((value, key) => (value === null || value === undefined ? undefined : value[key]), item);
}

/** Whether an item passes a filter. Values of different types are never in order. */
export function matches(filter, item) {
  const node = typeof filter === 'string' ? parse(filter) : filter;
  switch (node.op) {
    case 'or':
      return matches(node.left, item) || matches(node.right, item);
    case 'and':
      return matches(node.left, item) && matches(node.right, item);
    case 'not':
      return !matches(node.value, item);
    case 'in':
      return node.values.includes(read(item, node.name));
    case 'truthy':
      return Boolean(read(item, node.name));
    default: {
      const value = read(item, node.name);
      if (node.op === '=') {
        return value === node.value;
      }
      if (node.op === '!=') {
        return value !== node.value;
      }
      if (typeof value !== typeof node.value) {
        return false;
      }
      return node.op === '<' ? value < node.value : node.op === '<=' ? value <= node.value : node.op === '>' ? value > node.value : value >= node.value;
    }
  }
}
