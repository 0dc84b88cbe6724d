import { chromium } from '@playwright/test';
import path from 'node:path';
import { build, preview } from 'vite';
import { findChromium } from '../findChromium';
import { HARDWARE_WEBGPU, SOFTWARE_WEBGPU } from '../webgpuFlags';
import type { Plan } from './measure';
import type { BackendMeasurements, BenchRequest } from './page/bench.worker';
import type { BenchPage } from './page/main';

declare global {
  interface Window {
    bench: BenchPage;
  }
}

const CONFIG = path.join(import.meta.dirname, 'page/vite.config.ts');

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
}

/** Measures in a real Chromium, every backend in a browser of its own. */
export async function benchInBrowser({ backends, gpu, threads, plan }: BrowserBench, onProgress: (line: string) => void): Promise<BrowserMeasurements> {
  await build({ configFile: CONFIG, logLevel: 'warn' });
  const server = await preview({ configFile: CONFIG, logLevel: 'warn', preview: { port: 0 } });
  try {
    const measured: BackendMeasurements[] = [];
    let version = '';
    for (const backend of backends) {
      const browser = await chromium.launch({ executablePath: findChromium(), args: gpu ? HARDWARE_WEBGPU : SOFTWARE_WEBGPU });
      try {
        version = browser.version();
        const page = await browser.newPage();
        page.on('console', (message) => message.type() === 'log' && onProgress(`${backend}: ${message.text()}`));
        await page.goto(server.resolvedUrls!.local[0]!);
        measured.push(await page.evaluate((request) => window.bench(request), { backend, plan, ...(threads && { threads }) }));
      } finally {
        await browser.close();
      }
    }
    return { browser: `Chromium ${version}`, backends: measured };
  } finally {
    await server.close();
  }
}
