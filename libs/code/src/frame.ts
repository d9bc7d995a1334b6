/**
 * Runs inside of the engine, around the code: makes its inputs of JSON, gives its result as JSON, and says in the first
 * letter how it came out (v: a value, p: a promise, j: no JSON, e: it threw). The code shares the engine with it and may
 * break it; then only the code's own result is broken. What comes out is a text that nobody believes.
 */
export const FRAME = `(function (run, inputs, token, seed) {
  "use strict";
  const { parse, stringify } = JSON;
  const BigInteger = BigInt, Text = String, Thenable = Promise;
  const read = (_, value) =>
    typeof value === "string" && value.startsWith(token) ? BigInteger(value.slice(token.length)) : value;
  const write = (_, value) => (typeof value === "bigint" ? token + Text(value) : value);
  let state = seed;
  Object.defineProperty(Math, "random", {
    value: function random() {
      state = (state + 0x6d2b79f5) | 0;
      let t = Math.imul(state ^ (state >>> 15), 1 | state);
      t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
      return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
    },
    writable: true,
    configurable: true,
  });
  const values = inputs.includes(token) ? parse(inputs, read) : parse(inputs);
  const list = Object.values(values);
  let result;
  try {
    result = run(...list);
  } catch (error) {
    try {
      const { name, message, stack } = Object(error);
      const said = error !== null && typeof error === "object" ? message : Text(error);
      return "e" + stringify({ name, message: Text(said).slice(0, 2000), stack: Text(stack).slice(0, 4000) });
    } catch {
      return 'e{"message":"what it threw cannot be read"}';
    }
  }
  if (result instanceof Thenable) return "p";
  try {
    const text = stringify(result, write);
    return "v" + (text === undefined ? "null" : text);
  } catch (error) {
    const { message } = Object(error);
    if (message === "out of memory" || message === "stack overflow") throw error;
    return "j" + Text(message);
  }
})`;
