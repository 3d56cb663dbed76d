// Loaded before a server of ours: its clock is CLOCK_OFF_MS off, for signatures, sessions and all else.
const off = Number(process.env.CLOCK_OFF_MS ?? 0);
const Real = Date;
const now = () => Real.now() + off;
globalThis.Date = new Proxy(Real, {
  construct: (target, given) => Reflect.construct(target, given.length > 0 ? given : [now()]),
  get: (target, key) => (key === "now" ? now : Reflect.get(target, key)),
});
