import type { Browser, Page } from '@playwright/test';

/** An event of Chromium's trace, in microseconds. */
interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** Processor time, which a busy machine distorts less than the time that passes. */
  readonly tdur?: number;
  readonly args: { readonly name?: string };
}

const LONG = 50_000;

/**
 * Tasks of 50 ms and more on the main thread of a page while `work` lasts.
 * @returns their processor time in milliseconds, the longest first.
 */
export async function longTasks(browser: Browser, page: Page, work: () => Promise<void>): Promise<number[]> {
  await browser.startTracing(page, { categories: ['toplevel', 'disabled-by-default-devtools.timeline', '__metadata'] });
  await work();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
  const thread = ({ pid, tid }: TraceEvent) => `${pid} ${tid}`;
  const mainThreads = new Set(
    traceEvents.filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain').map(thread),
  );
  const tasks = traceEvents.filter((event) => event.name === 'RunTask' && mainThreads.has(thread(event)));
  if (tasks.length === 0) throw new Error('The trace holds no task of the main thread.');
  return tasks
    .map(({ tdur = 0 }) => tdur)
    .filter((microseconds) => microseconds >= LONG)
    .map((microseconds) => microseconds / 1000)
    .sort((a, b) => b - a);
}
