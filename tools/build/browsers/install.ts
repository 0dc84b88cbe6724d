import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** There, and not the stub of a package or a build whose libraries are missing. */
export function runs(executable: string): boolean {
  if (!existsSync(executable)) return false;
  // On Windows, `--version` opens a window instead of answering.
  return (
    process.platform === 'win32' ||
    spawnSync(executable, ['--version'], { stdio: 'ignore', timeout: 60_000 }).status === 0
  );
}

/** Installs Debian packages. @returns false where there is no apt-get, or no way to become root without asking for a password */
export const installPackages = (...packages: readonly string[]): boolean =>
  existsSync('/usr/bin/apt-get') &&
  asRoot('apt-get', 'update') &&
  asRoot('apt-get', 'install', '--yes', '--no-install-recommends', ...packages);

function asRoot(...words: [string, ...string[]]): boolean {
  const [program, ...rest] = process.getuid?.() === 0 ? words : ['sudo', '-n', ...words];
  return command(program!, rest);
}

/** Runs a command whose output is shown. @returns whether it succeeded */
export function command(program: string, words: readonly string[]): boolean {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return (
    spawnSync(program, words, { stdio: ['ignore', 'inherit', 'inherit'], env, shell: process.platform === 'win32' })
      .status === 0
  );
}
