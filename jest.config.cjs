/** Tests run as CommonJS: half the time of ESM mode. Node 24 lets them `require` the packages that are ESM only. */
const swc = {
  swcrc: false,
  sourceMaps: "inline",
  jsc: { target: "es2023", keepClassNames: true, parser: { syntax: "typescript" } },
  module: { type: "commonjs" },
};

module.exports = {
  testEnvironment: "node",
  roots: ["<rootDir>/test"],
  testMatch: ["**/*.test.ts"],
  maxWorkers: 2,
  globalSetup: "<rootDir>/test/global-setup.ts",
  globalTeardown: "<rootDir>/test/global-teardown.ts",
  testTimeout: 180_000,
  transform: { "^.+\\.ts$": ["@swc/jest", swc] },
};
