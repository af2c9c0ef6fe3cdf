/** Reads and writes lines of CSV as RFC 4180 describes them. */

export class CsvError extends Error {
  /**
   * @param {string} message
   * @param {number} column counted from 1
   */
  constructor(message, column) {
    super(`${message} (column ${column})`);
    this.name = 'CsvError';
    this.column = column;
  }
}

/**
 * The fields of one line.
 *
 * @param {string} line without its line break
 * @param {string} [separator] one character
 * @returns {string[]}
 * @throws {RangeError} where the separator is not one character
 * @throws {CsvError} where a quote is not closed, or something follows a closing quote
 * @example
 * parseLine('a,"b,c",d') // => ['a', 'b,c', 'd']
 */
export function parseLine(line, separator = ',') {
  if (separator.length !== 1 || separator === '"') {
    throw new RangeError('a separator is one character and no quote');
  }
  const fields = [];
  let field = '';
  let quoted = false;
  let closed = false;
  for (let i = 0; i < line.length; i++) {
    const c = line[i];
    if (quoted) {
      if (c !== '"') {
        field += c;
      } else if (line[i + 1] === '"') {
        field += '"';
        i++;
      } else {
        quoted = false;
        closed = true;
      }
    } else if (c === separator) {
      fields.push(field);
      field = '';
      closed = false;
    } else if (closed) {
      throw new CsvError('text after a closing quote', i + 1);
    } else if (c === '"' && field === '') {
      quoted = true;
    } else {
      field += c;
    }
  }
  if (quoted) {
    throw new CsvError('a quote is not closed', line.length);
  }
  fields.push(field);
  return fields;
}

/**
 * One line of the values: null and undefined are empty, numbers as they are, dates as days.
 *
 * @param {Array<string | number | boolean | Date | null | undefined>} values
 * @param {string} [separator]
 * @returns {string}
 */
export function formatLine(values, separator = ',') {
  return values.map((value) => quote(textOf(value), separator)).join(separator);
}

function textOf(value) {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return value.toISOString().slice(0, 10);
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new TypeError('only finite numbers can be written');
  }
  return String(value);
}

function quote(text, separator) {
  const needed = text.includes(separator) || text.includes('"') || text.includes('\n') || text !== text.trim();
  return needed ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * Objects of the lines, by the names of the first one. Missing fields at the end are empty.
 *
 * @param {string} text lines that end in LF or CRLF; empty ones are left out
 * @returns {Array<Record<string, string>>}
 * @throws {CsvError} where a line has more fields than there are names, or a name stands twice
 */
export function parseTable(text) {
  const lines = text.split(/\r?\n/).filter((line) => line.length > 0);
  if (lines.length === 0) return [];
  const names = parseLine(lines[0]);
  for (const [index, name] of names.entries()) {
    if (names.indexOf(name) !== index) throw new CsvError(`the name ${name} stands twice`, index + 1);
  }
  return lines.slice(1).map((line) => {
    const fields = parseLine(line);
    if (fields.length > names.length) {
      throw new CsvError('more fields than names', names.length + 1);
    }
    return Object.fromEntries(names.map((name, index) => [name, fields[index] ?? '']));
  });
}
