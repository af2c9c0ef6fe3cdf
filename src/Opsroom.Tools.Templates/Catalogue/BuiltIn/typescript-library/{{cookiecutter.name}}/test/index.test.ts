import assert from "node:assert/strict";
import { test } from "node:test";

import { chunk } from "../src/index.js";

test("the last part holds what is left", () => {
  assert.deepEqual(chunk([1, 2, 3, 4, 5], 2), [[1, 2], [3, 4], [5]]);
});

test("nothing has no parts", () => {
  assert.deepEqual(chunk([], 3), []);
});

test("a size that is no whole number above 0 is refused", () => {
  for (const size of [0, -1, 1.5]) {
    assert.throws(() => chunk([1], size), RangeError);
  }
});
