import { test as bare } from '@playwright/test';
import { expect, test } from './support/test';

test('the page is cross-origin isolated, and wasm runs on as many threads as are asked for', async ({ glip, page }) => {
  const response = await page.goto('./?threads=2');
  const headers = response!.headers();
  expect(headers['cross-origin-opener-policy']).toBe('same-origin');
  expect(headers['cross-origin-embedder-policy']).toBe('require-corp');
  await glip.grounded();
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  await expect(glip.backend).toContainText(/2 threads, relaxed SIMD/);
});

// Not `test`: here the policy is meant to stop something.
bare('the content security policy is in force', async ({ page }) => {
  const response = await page.goto('./');
  const policy = response!.headers()['content-security-policy']!;
  expect(policy).toContain("default-src 'self'");
  expect(policy).not.toContain('unsafe-inline');
  expect(policy).not.toContain("'unsafe-eval'");
  const stopped = await page.evaluate(async () => {
    const violations: string[] = [];
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => violations.push(effectiveDirective));
    const script = document.createElement('script');
    script.textContent = 'window.ran = true';
    document.body.append(script);
    await fetch('http://example.org/').catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 100));
    return { ran: 'ran' in window, violations };
  });
  expect(stopped).toEqual({ ran: false, violations: ['script-src-elem', 'connect-src'] });
});
