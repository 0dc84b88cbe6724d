import path from 'node:path';
import { installPackages, runs } from './install';

/** How Playwright launches the Firefox of `findFirefox`, through the proxy that firefoxProxy.mjs tells about. */
export const firefoxLaunch = () => ({
  channel: 'moz-firefox',
  executablePath: path.join(import.meta.dirname, 'firefoxProxy.mjs'),
  // While WebDriver BiDi is attached, a worker that starts a worker stands still now and then, for ever. One core: no kernel threads, unless
  // a test asks for them.
  firefoxUserPrefs: { 'dom.maxHardwareConcurrency': 1 },
  env: { ...(process.env as Record<string, string>), FIREFOX_PATH: findFirefox()! },
});

/**
 * The executable of a stock Firefox of version 140 or later (`FIREFOX_PATH`, or what is installed); where there is none, Debian's
 * firefox-esr is installed. Undefined where none can be had.
 */
export function findFirefox(): string | undefined {
  // The proxy is a script with a first line that says what runs it.
  if (process.platform === 'win32') return undefined;
  return installed() ?? (installPackages('firefox-esr') ? installed() : undefined);
}

function installed(): string | undefined {
  const usual = ['/usr/bin/firefox-esr', '/usr/bin/firefox', '/Applications/Firefox.app/Contents/MacOS/firefox'];
  return [...(process.env.FIREFOX_PATH ? [process.env.FIREFOX_PATH] : []), ...usual].find(runs);
}
