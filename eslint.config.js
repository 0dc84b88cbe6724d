import js from '@eslint/js';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';
import importDirections from './tools/build/importDirections.js';
import { layers } from './tools/build/layers.js';

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', 'public/', 'training/', 'test-results/', 'playwright-report/', '.cache/'] },
  js.configs.recommended,
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
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
    // Tests reach into the parts that they hold to their definitions.
    files: ['src/**/*.{ts,tsx}', 'tools/cli/**/*.ts'],
    ignores: ['**/*.test.{ts,tsx}'],
    plugins: { house: { rules: { 'import-directions': importDirections } } },
    rules: { 'house/import-directions': ['error', layers] },
  },
  {
    // The model, the data formats and the generator of scenes are pure: they run unchanged in the worker, in Node and in tests. That the
    // first two use no DOM and no network is held by their tsconfig.json.
    files: ['src/{model,data}/**/*.ts', 'src/app/features/scenes/generator/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: { 'no-restricted-imports': ['error', { patterns: ['react*', 'node:*'] }] },
  },
  { files: ['src/app/**/*.{ts,tsx}'], extends: [reactHooks.configs.flat.recommended] },
  { files: ['**/*.{js,mjs}'], extends: [tseslint.configs.disableTypeChecked] },
  { files: ['**/*.mjs'], languageOptions: { globals: { process: 'readonly', console: 'readonly' } } },
);
