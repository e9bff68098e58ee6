'use strict';

/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  // Those drive browsers and servers: `npm run e2e`.
  testPathIgnorePatterns: ['<rootDir>/test/e2e/'],
  // build/ holds staged packages and whole hosts, whose manifests jest would index.
  modulePathIgnorePatterns: ['<rootDir>/build/', '<rootDir>/artifacts/'],
  transform: {
    // Types are checked by `npm run lint`; isolatedModules in tsconfig.json makes this transpile only.
    '^.+\\.ts$': ['ts-jest', { diagnostics: false }],
  },
  reporters: ['default', 'summary', '<rootDir>/tools/jest-totals-reporter.js'],
};
