/** A seeded stream of whole numbers: the same on every machine. */
export type Xoshiro = {
  /** The next 32 bits, 0 to 2^32 - 1. */
  next(): number;
  /** A whole number from 0 to `bound - 1`, for bounds up to 2^21 (the product then fits a double exactly). */
  below(bound: number): number;
};

/**
 * xoshiro128**, its state filled by splitmix32 (Blackman and Vigna 2018). Whole numbers only, so that an instance has
 * the same bytes everywhere.
 */
export function xoshiro(seed: number): Xoshiro {
  let [a, b, c, d] = splitmix(seed);
  const next = (): number => {
    const result = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotateLeft(d, 11);
    return result;
  };
  return { next, below: (bound) => Math.floor((next() * bound) / 0x1_0000_0000) };
}

function splitmix(seed: number): [number, number, number, number] {
  let state = seed | 0;
  const word = (): number => {
    state = (state + 0x9e3779b9) | 0;
    let z = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return z ^ (z >>> 15);
  };
  return [word(), word(), word(), word()];
}

function rotateLeft(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}
