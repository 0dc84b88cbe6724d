import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { installPackages } from './install';

/** WebKitGTK's driver and small browser, and the X server without a screen that they run under. */
export interface WebKitPrograms {
  readonly driver: string;
  readonly browser: string;
  readonly display: string;
}

/** WebKitGTK with its driver, on Linux; where it is not there, Debian's packages are installed. Undefined where it cannot be had. */
export function findWebKit(): WebKitPrograms | undefined {
  if (process.platform !== 'linux') return undefined;
  return installed() ?? (installPackages('webkit2gtk-driver', 'xvfb') ? installed() : undefined);
}

function installed(): WebKitPrograms | undefined {
  const driver = '/usr/bin/WebKitWebDriver';
  const display = '/usr/bin/Xvfb';
  // Each in a folder of its version, in a folder of the processor's kind.
  const versions = subfolders('/usr/lib')
    .filter((folder) => folder.endsWith('-linux-gnu'))
    .flatMap(subfolders);
  const browser = versions
    .filter((folder) => path.basename(folder).startsWith('webkit'))
    .map((folder) => path.join(folder, 'MiniBrowser'))
    .filter(existsSync)
    .sort()
    .at(-1);
  return browser && existsSync(driver) && existsSync(display) ? { driver, browser, display } : undefined;
}

const subfolders = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => path.join(folder, entry.name));
