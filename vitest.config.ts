import { defineConfig } from 'vitest/config';

const OWN_BACKEND = 'tests/webgpu/**/*.test.ts';

export default defineConfig({
  test: {
    testTimeout: 60_000,
    maxWorkers: 2,
    projects: [
      // What a file imports, TensorFlow.js above all, stays for the next file of the same process: half the time of the whole suite.
      {
        extends: true,
        test: {
          name: 'shared',
          isolate: false,
          include: ['src/**/*.test.ts', 'tests/**/*.test.ts', 'tools/**/*.test.ts'],
          exclude: [OWN_BACKEND],
        },
      },
      { extends: true, test: { name: 'alone', include: [OWN_BACKEND] } },
    ],
  },
});
