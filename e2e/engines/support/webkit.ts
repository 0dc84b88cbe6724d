import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import type { Readable } from 'node:stream';
import type { WebKitPrograms } from '../../../tools/build/browsers/webkit';
import type { Point, Visitor } from './visitor';

const CALL_MILLISECONDS = 60_000;
/** The key under which WebDriver names an element (W3C WebDriver, section 12.1). */
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';
/** WebDriver's code points for keys without a letter (section 17.4.2). */
const KEYS = { Enter: '\uE007', Escape: '\uE00C', Tab: '\uE004', ArrowRight: '\uE014' } as const;
const CONTROL = '\uE009';

/** WebKitGTK under an X server without a screen. One process of the driver serves any number of windows, one after another. */
export class WebKit {
  private constructor(
    private readonly processes: readonly ChildProcess[],
    private readonly address: string,
    private readonly browser: string,
  ) {}

  static async start({ driver, browser, display }: WebKitPrograms): Promise<WebKit> {
    const screen = spawn(display, ['-displayfd', '3', '-screen', '0', '1400x1000x24', '-nolisten', 'tcp'], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    });
    const [name] = (await once(screen.stdio[3] as Readable, 'data')) as [Buffer];
    const port = await freePort();
    const env = {
      ...process.env,
      DISPLAY: `:${name.toString().trim()}`,
      // Its sandbox needs user namespaces, which root in a container has not.
      WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1',
      LIBGL_ALWAYS_SOFTWARE: '1',
    };
    const server = spawn(driver, [`--port=${port}`], { stdio: 'ignore', env });
    const webkit = new WebKit([server, screen], `http://127.0.0.1:${port}`, browser);
    await webkit.answers();
    return webkit;
  }

  stop(): void {
    for (const process of this.processes) process.kill();
  }

  /** Gives a window of its own, with nothing stored, to a piece of work. */
  async withVisitor(work: (visitor: Visitor) => Promise<void>): Promise<void> {
    const capabilities = {
      alwaysMatch: { 'webkitgtk:browserOptions': { binary: this.browser, args: ['--automation'] } },
    };
    const { sessionId } = (await this.call('POST', '/session', { capabilities })) as { sessionId: string };
    const command: Command = (method, path, body) => this.call(method, `/session/${sessionId}${path}`, body);
    try {
      await command('POST', '/timeouts', { script: CALL_MILLISECONDS, pageLoad: CALL_MILLISECONDS });
      await command('POST', '/window/rect', { width: 1280, height: 900 });
      await work(visitorOf(command));
    } finally {
      await this.call('DELETE', `/session/${sessionId}`).catch(() => {});
    }
  }

  private async answers(): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      try {
        await this.call('GET', '/status');
        return;
      } catch (error) {
        if (attempt === 50) throw error;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
  }

  private async call(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(this.address + path, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(CALL_MILLISECONDS),
    });
    const { value } = (await response.json()) as { value: unknown };
    if (!response.ok) {
      const { error, message } = value as { error: string; message: string };
      throw new Error(`WebKitWebDriver, ${method} ${path}: ${error}. ${message}`);
    }
    return value;
  }
}

type Command = (method: string, path: string, body?: unknown) => Promise<unknown>;

/** https://www.w3.org/TR/webdriver2/ */
function visitorOf(command: Command): Visitor {
  const find = async (selector: string) =>
    (await command('POST', '/element', { using: 'css selector', value: selector })) as Record<typeof ELEMENT, string>;
  const keys = (...values: readonly string[]) =>
    command('POST', '/actions', {
      actions: [
        {
          type: 'key',
          id: 'keyboard',
          actions: [
            ...values.map((value) => ({ type: 'keyDown', value })),
            ...[...values].reverse().map((value) => ({ type: 'keyUp', value })),
          ],
        },
      ],
    });
  const pointer = (...actions: readonly object[]) =>
    command('POST', '/actions', {
      actions: [{ type: 'pointer', id: 'mouse', parameters: { pointerType: 'mouse' }, actions }],
    });
  const move = ({ x, y }: Point, duration = 0) => ({
    type: 'pointerMove',
    duration,
    x: Math.round(x),
    y: Math.round(y),
  });
  return {
    engine: 'webkit',
    goto: async (address) => void (await command('POST', '/url', { url: address })),
    evaluate: async <Argument, Result>(
      work: (argument: Argument) => Result | Promise<Result>,
      argument: Argument,
    ): Promise<Result> => {
      const script = `const [json, done] = arguments;
        Promise.resolve().then(() => (${work.toString()})(JSON.parse(json))).then((value) => done(JSON.stringify({ value })), (error) => done(JSON.stringify({ error: String(error) })));`;
      const answer = (await command('POST', '/execute/async', {
        script,
        args: [JSON.stringify(argument ?? null)],
      })) as string;
      const { value, error } = JSON.parse(answer) as { value: Result; error?: string };
      if (error) throw new Error(error);
      return value;
    },
    click: async (selector) => void (await command('POST', `/element/${(await find(selector))[ELEMENT]}/click`, {})),
    drag: async (from, to) =>
      void (await pointer(
        move(from),
        { type: 'pointerDown', button: 0 },
        move({ x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 }, 50),
        move(to, 50),
        { type: 'pointerUp', button: 0 },
      )),
    type: async (text) => {
      for (const letter of text) await keys(letter);
    },
    press: async (key) => void (await (key === 'Control+A' ? keys(CONTROL, 'a') : keys(KEYS[key]))),
    choose: async (selector, paths) =>
      void (await command('POST', `/element/${(await find(selector))[ELEMENT]}/value`, { text: paths.join('\n') })),
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}
