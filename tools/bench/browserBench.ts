import { chromium, type Browser } from '@playwright/test';
import path from 'node:path';
import { build, preview, type InlineConfig } from 'vite';
import { findChromium } from '../build/browsers/chromium';
import { HARDWARE_WEBGPU, SOFTWARE_WEBGPU } from '../build/webgpuFlags';
import type { Plan } from './measure';
import type { BackendMeasurements, BenchRequest } from './page/bench.worker';
import type { BenchPage } from './page/main';
import { timeProductPage, type PageTiming } from './productPage';

declare global {
  interface Window {
    bench: BenchPage;
  }
}

const ROOT = path.join(import.meta.dirname, '../..');
const MODEL_ALONE = { configFile: path.join(import.meta.dirname, 'page/vite.config.ts'), logLevel: 'warn' } as const;
/** Beside `dist`, which is somebody's build. */
const PRODUCT = {
  root: ROOT,
  configFile: path.join(ROOT, 'vite.config.ts'),
  build: { outDir: path.join(ROOT, '.cache/product'), emptyOutDir: true },
  logLevel: 'warn',
} as const;

export interface BrowserBench {
  readonly backends: readonly BenchRequest['backend'][];
  /** WebGPU on the machine's own GPU, not on the adapter that runs on the processor. */
  readonly gpu: boolean;
  readonly threads?: number;
  readonly plan: Plan;
}

export interface BrowserMeasurements {
  /** e.g. "Chromium 141.0.7390.37" */
  readonly browser: string;
  readonly backends: readonly BackendMeasurements[];
  /** The product's page, by backend; left out where a GPU in name only would take minutes. */
  readonly pages: Readonly<Record<string, PageTiming>>;
}

/** Measures in a real Chromium, every backend in a browser of its own. */
export async function benchInBrowser(
  { backends, gpu, threads, plan }: BrowserBench,
  onProgress: (line: string) => void,
): Promise<BrowserMeasurements> {
  const measured: BackendMeasurements[] = [];
  const pages: Record<string, PageTiming> = {};
  let version = '';
  for (const backend of backends) {
    const browser = await chromium.launch({
      executablePath: findChromium(),
      args: gpu ? HARDWARE_WEBGPU : SOFTWARE_WEBGPU,
    });
    try {
      version = browser.version();
      const progress = (line: string) => onProgress(`${backend}: ${line}`);
      if (plan.models.length > 0 && (backend === 'wasm' || gpu)) {
        progress('the page');
        pages[backend] = await serving(PRODUCT, (address) => timeProductPage(browser, address, backend));
      }
      measured.push(
        await serving(MODEL_ALONE, (address) =>
          timeModel(browser, address, { backend, plan, ...(threads && { threads }) }, progress),
        ),
      );
    } finally {
      await browser.close();
    }
  }
  return { browser: `Chromium ${version}`, backends: measured, pages };
}

/** Builds a page and serves it as long as `use` takes. */
async function serving<T>(config: InlineConfig, use: (address: string) => Promise<T>): Promise<T> {
  await build(config);
  const server = await preview({ ...config, preview: { port: 0 } });
  try {
    return await use(server.resolvedUrls!.local[0]!);
  } finally {
    await server.close();
  }
}

async function timeModel(
  browser: Browser,
  address: string,
  request: BenchRequest,
  onProgress: (line: string) => void,
): Promise<BackendMeasurements> {
  const page = await browser.newPage();
  page.on('console', (message) => message.type() === 'log' && onProgress(message.text()));
  await page.goto(address);
  return page.evaluate((request) => window.bench(request), request);
}
