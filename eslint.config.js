import js from '@eslint/js';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', 'public/', 'training/', 'test-results/', 'playwright-report/', '.cache/'] },
  js.configs.recommended,
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        project: ['./src/app/tsconfig.json', './src/workers/tsconfig.json', './tools/tsconfig.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      // tfjs's operations return tensors of unknown rank; an assertion is how the rank is said where it is known.
      '@typescript-eslint/no-unnecessary-type-assertion': 'off',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
    },
  },
  {
    // The model is pure: it runs unchanged in the worker, in Node and in tests.
    files: ['src/model/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-globals': ['error', 'window', 'document', 'self', 'fetch', 'navigator', 'postMessage', 'localStorage'],
      'no-restricted-imports': ['error', { patterns: ['**/app/**', '**/workers/**', 'react*', 'node:*'] }],
    },
  },
  {
    // So is the generator of scenes: the same seed is the same scene in the page and in tests.
    files: ['src/scenes/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-globals': ['error', 'window', 'document', 'self', 'fetch', 'navigator', 'OffscreenCanvas'],
      'no-restricted-imports': ['error', { patterns: ['**/app/**', '**/workers/**', 'react*', 'node:*'] }],
    },
  },
  { files: ['src/app/**/*.{ts,tsx}'], extends: [reactHooks.configs.flat.recommended] },
  { files: ['**/*.{js,mjs}'], extends: [tseslint.configs.disableTypeChecked] },
  { files: ['**/*.mjs'], languageOptions: { globals: { process: 'readonly', console: 'readonly' } } },
);
