/** `npm test`: every check of the project, all of them even if one fails; then what they came to. */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { findFirefox } from './browsers/firefox';
import { findWebKit } from './browsers/webkit';
import { countPlaywright, countVitest, type Count } from './testCounts';

const REPORTS = '.cache/test';
const VITEST_REPORT = `${REPORTS}/vitest.json`;
const PLAYWRIGHT_REPORT = `${REPORTS}/playwright.json`;
const ENGINES_REPORT = `${REPORTS}/engines.json`;

interface Outcome extends Count {
  readonly name: string;
  readonly seconds: number;
}

async function main(): Promise<void> {
  rmSync(REPORTS, { recursive: true, force: true });
  mkdirSync(REPORTS, { recursive: true });
  const outcomes = [
    // Of one thread each, and they say something only where there is a fault.
    ...(await Promise.all([check('type check', 'npm run --silent typecheck'), check('lint', 'npm run --silent lint')])),
    await suite(
      'unit and parity tests',
      `npx vitest run --reporter=default --reporter=json --outputFile.json=${VITEST_REPORT}`,
      VITEST_REPORT,
      countVitest,
    ),
    await check('production build', 'npm run --silent build'),
  ];
  const built = outcomes.at(-1)!.failed === 0;
  const endToEnd = [{ name: 'end-to-end tests', options: '', report: PLAYWRIGHT_REPORT }];
  if (findFirefox() || findWebKit())
    endToEnd.push({
      name: 'end-to-end tests in Firefox and WebKit',
      options: '-c e2e/engines ',
      report: ENGINES_REPORT,
    });
  else console.log('\nNeither Firefox nor WebKitGTK is here or could be installed: their tests are left out.');
  // Without a build there is no page to test, and an old one must not pass for it.
  for (const { name, options, report } of endToEnd) {
    outcomes.push(
      built
        ? await suite(name, `npx playwright test ${options}--reporter=list,json`, report, countPlaywright)
        : { name: `${name} (not run: there is no build)`, passed: 0, failed: 1, seconds: 0 },
    );
  }

  console.log();
  for (const { name, passed, failed, seconds } of outcomes) {
    console.log(
      `${failed === 0 ? 'ok  ' : 'FAIL'}  ${name}: ${passed} passed, ${failed} failed, ${seconds.toFixed(0)} s`,
    );
  }
  const sum = (count: (outcome: Outcome) => number) => outcomes.reduce((total, outcome) => total + count(outcome), 0);
  const failed = sum((outcome) => outcome.failed);
  console.log(`\n${sum((outcome) => outcome.passed)} passed, ${failed} failed`);
  if (failed > 0) process.exitCode = 1;
}

/** A command that counts as one test. */
async function check(name: string, command: string): Promise<Outcome> {
  const { ok, seconds } = await run(name, command);
  return { name, passed: ok ? 1 : 0, failed: ok ? 0 : 1, seconds };
}

/** A command that runs many tests and leaves a report of them. */
async function suite(
  name: string,
  command: string,
  report: string,
  count: (report: unknown) => Count,
): Promise<Outcome> {
  const { ok, seconds } = await run(name, command, report);
  const { passed, failed } = existsSync(report)
    ? count(JSON.parse(readFileSync(report, 'utf8')))
    : { passed: 0, failed: 0 };
  // What ended badly, or ran nothing, without one failed test is a failure all the same.
  const failedOtherwise = failed === 0 && (!ok || passed === 0) ? 1 : 0;
  return { name, passed, failed: failed + failedOtherwise, seconds };
}

async function run(name: string, command: string, report = ''): Promise<{ ok: boolean; seconds: number }> {
  console.log(`\n── ${name}: ${command}`);
  const begin = performance.now();
  const env = { ...process.env, PLAYWRIGHT_JSON_OUTPUT_FILE: report };
  const ok = await new Promise<boolean>((resolve) => {
    const child = spawn(command, { shell: true, stdio: ['ignore', 'inherit', 'inherit'], env });
    child.on('error', () => resolve(false));
    child.on('close', (code) => resolve(code === 0));
  });
  return { ok, seconds: (performance.now() - begin) / 1000 };
}

await main();
