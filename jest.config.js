'use strict';

const { compilerOptions } = require('./tsconfig.json');

/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  // By default jest leaves one core to others: half of what two have.
  maxWorkers: '100%',
  // A machine that does other work at the same time may need long for what takes a moment.
  testTimeout: 30_000,
  testMatch: ['**/*.test.ts'],
  // Those drive browsers and servers: `npm run e2e`.
  testPathIgnorePatterns: ['<rootDir>/test/e2e/'],
  // build/ holds staged packages and whole hosts, whose manifests jest would index.
  modulePathIgnorePatterns: ['<rootDir>/build/', '<rootDir>/artifacts/'],
  transform: {
    // Types are checked by `npm run lint`; isolatedModules in tsconfig.json makes this transpile only.
    // Source maps make failures point at the line in the TypeScript.
    '^.+\\.ts$': [
      'ts-jest',
      { diagnostics: false, tsconfig: { ...compilerOptions, sourceMap: true } },
    ],
  },
  reporters: ['default', 'summary', '<rootDir>/tools/jest-totals-reporter.js'],
};
