import { parseArgs, type ParseArgsConfig } from 'node:util';

type Options = NonNullable<ParseArgsConfig['options']>;

/** Runs a command. What goes wrong ends it with one sentence on stderr and the exit code 1. */
export function runCommand(main: (args: readonly string[]) => Promise<void>): void {
  main(process.argv.slice(2)).catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
}

/**
 * Reads a command line.
 * @param usage for the message. @throws Error with one sentence and the usage for whoever typed the command.
 */
export function parseCommand<const Given extends Options>(
  args: readonly string[],
  usage: string,
  options: Given,
  allowPositionals = false,
) {
  try {
    return parseArgs({ args: [...args], allowPositionals, options });
  } catch (error) {
    const [what] = (error instanceof Error ? error.message : String(error)).split(/\. |\n/);
    throw new Error(`${what}. ${usage}`, { cause: error });
  }
}

/** A number from 0 to 1. @throws Error that names the option. */
export function readFraction(option: string, text: string): number {
  const value = text.trim() === '' ? NaN : Number(text);
  if (!(value >= 0 && value <= 1)) throw new Error(`--${option} is a number from 0 to 1, not "${text}".`);
  return value;
}

/** Says on stderr what was odd. */
export function printNotes(lines: readonly string[]): void {
  for (const line of lines) console.error(line);
}
