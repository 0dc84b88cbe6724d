import { chromium } from '@playwright/test';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { command, installPackages, runs } from './install';

/** Variables that name the browser to test with; they win over everything that is installed. */
const VARIABLES = ['CHROMIUM_PATH', 'PLAYWRIGHT_CHROMIUM_PATH'] as const;

const WHAT_TO_DO = `Install Chromium or Google Chrome, or set ${VARIABLES[0]} to the path of one, and run the tests again.`;

/**
 * The executable of a Chromium for the end-to-end tests. Where there is none, one is installed: Playwright's download, else
 * the system's package.
 * @throws Error with one sentence that says what to do.
 */
export function findChromium(): string {
  const named = VARIABLES.map((name) => process.env[name]).find(Boolean);
  if (named) {
    if (runs(named)) return named;
    throw new Error(`${named} is not a Chromium that starts. ${WHAT_TO_DO}`);
  }
  const found = installed() ?? install();
  if (!found) throw new Error(`The end-to-end tests need Chromium, and it could not be installed. ${WHAT_TO_DO}`);
  return found;
}

function installed(): string | undefined {
  return [...usualPlaces(process.platform), chromium.executablePath()].find(runs);
}

function usualPlaces(platform: NodeJS.Platform): string[] {
  if (platform === 'darwin') {
    const applications = ['/Applications', path.join(process.env.HOME ?? '', 'Applications')];
    return applications.flatMap((folder) =>
      ['Google Chrome', 'Chromium'].map((name) => `${folder}/${name}.app/Contents/MacOS/${name}`),
    );
  }
  if (platform === 'win32') {
    const folders = [process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)'], process.env.LOCALAPPDATA].filter(
      (folder) => folder !== undefined,
    );
    return folders.map((folder) => path.join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe'));
  }
  return ['/usr/bin/chromium', '/usr/bin/google-chrome-stable', '/usr/bin/google-chrome', '/opt/google/chrome/chrome'];
}

function install(): string | undefined {
  console.log('There is no Chromium here yet; installing one for the end-to-end tests.');
  const playwright = (...words: string[]) => command('npx', ['playwright', ...words]);
  const steps = [
    () => playwright('install', 'chromium'),
    () => installPackages('chromium'),
    // Ubuntu's chromium package is a stub; what Playwright has downloaded may only lack libraries.
    () => existsSync(chromium.executablePath()) && playwright('install-deps', 'chromium'),
  ];
  for (const step of steps) {
    if (!step()) continue;
    const executable = installed();
    if (executable) return executable;
  }
  return undefined;
}
