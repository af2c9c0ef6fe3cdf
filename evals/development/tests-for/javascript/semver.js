'use strict';

/**
 * Versions as semver.org describes them, and the ranges that npm made of them.
 */

const SHAPE = /^v?(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+[0-9A-Za-z.-]+)?$/;

/**
 * Reads a version.
 * @param {string} text
 * @returns {{major: number, minor: number, patch: number, prerelease: Array<string|number>}}
 */
function parse(text) {
  const match = SHAPE.exec(String(text).trim());
  if (match === null) {
    throw new TypeError(`not a version: ${text}`);
  }
  const prerelease = match[4] === undefined ? [] : match[4].split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : part));
  return { major: Number(match[1]), minor: Number(match[2]), patch: Number(match[3]), prerelease };
}

function comparePart(left, right) {
  if (left === right) {
    return 0;
  }
  if (typeof left === 'number' && typeof right === 'number') {
    return left < right ? -1 : 1;
  }
  if (typeof left === 'number') {
    return -1;
  }
  if (typeof right === 'number') {
    return 1;
  }
  return left < right ? -1 : 1;
}

/** Orders two versions: -1, 0 or 1. A release comes after its prereleases. */
function compare(leftText, rightText) {
  const left = parse(leftText);
  const right = parse(rightText);
  for (const key of ['major', 'minor', 'patch']) {
    if (left[key] !== right[key]) {
      return left[key] < right[key] ? -1 : 1;
    }
  }
  if (left.prerelease.length === 0 || right.prerelease.length === 0) {
    return Math.sign(right.prerelease.length - left.prerelease.length);
  }
  const length = Math.max(left.prerelease.length, right.prerelease.length);
  for (let at = 0; at < length; at++) {
    if (left.prerelease[at] === undefined) {
      return -1;
    }
    if (right.prerelease[at] === undefined) {
      return 1;
    }
    const order = comparePart(left.prerelease[at], right.prerelease[at]);
    if (order !== 0) {
      return order;
    }
  }
  return 0;
}

/** The next version: `major`, `minor`, `patch` or `prerelease`. bump('1.2.3', 'minor') is '1.3.0'. */
function bump(text, part) {
  const version = parse(text);
  const released = version.prerelease.length === 0;
  switch (part) {
    case 'major':
      return `${version.major + 1}.0.0`;
    case 'minor':
      return `${version.major}.${version.minor + 1}.0`;
    case 'patch':
      return `${version.major}.${version.minor}.${released ? version.patch + 1 : version.patch}`;
    case 'prerelease': {
      const last = version.prerelease[version.prerelease.length - 1];
      if (released) {
        return `${version.major}.${version.minor}.${version.patch + 1}-0`;
      }
      const rest = typeof last === 'number' ? [...version.prerelease.slice(0, -1), last + 1] : [...version.prerelease, 0];
      return `${version.major}.${version.minor}.${version.patch}-${rest.join('.')}`;
    }
    default:
      throw new RangeError(`unknown part: ${part}`);
  }
}

/** Whether a version is in a range: `^1.2.3`, `~1.2.3`, `>=1.0.0 <2.0.0`, alternatives with `||`. */
function satisfies(text, range) {
  const version = parse(text);
  return range.split('||').some((alternative) =>
    alternative.trim().split(/\s+/).every((part) => {
      const [, operator, bound] = /^(\^|~|>=|<=|>|<|=)?(.+)$/.exec(part);
      if (bound === '*') {
        return version.prerelease.length === 0;
      }
      const order = compare(text, bound);
      const limit = parse(bound);
      switch (operator) {
        case '^':
          if (limit.major > 0) {
            return order >= 0 && version.major === limit.major;
          }
          return order >= 0 && version.major === 0 && version.minor === limit.minor && (limit.minor > 0 || version.patch === limit.patch);
        case '~':
          return order >= 0 && version.major === limit.major && version.minor === limit.minor;
        case '>=':
          return order >= 0;
        case '<=':
          return order <= 0;
        case '>':
          return order > 0;
        case '<':
          return order < 0;
        default:
          return order === 0;
      }
    }),
  );
}

module.exports = { parse, compare, bump, satisfies };
