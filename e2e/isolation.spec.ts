import { test as bare } from '@playwright/test';
import { DIST } from './support/builds';
import { servePlainly } from './support/plainServer';
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
for (const host of ['with headers', 'that sends none']) {
  bare(`the content security policy is in force on a host ${host}`, async ({ page }) => {
    const plain = host === 'that sends none' ? await servePlainly(DIST) : undefined;
    const response = await page.goto(plain?.address ?? './');
    const policies = [
      response!.headers()['content-security-policy'],
      await page.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute('content'),
    ];
    if (plain) expect(policies.shift()).toBeUndefined();
    for (const policy of policies) {
      expect(policy).toContain("default-src 'self'");
      expect(policy).not.toContain('unsafe-inline');
      expect(policy).not.toContain("'unsafe-eval'");
    }
    const stopped = await page.evaluate(async () => {
      const violations = new Set<string>();
      document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) =>
        violations.add(effectiveDirective),
      );
      const script = document.createElement('script');
      script.textContent = 'window.ran = true';
      document.body.append(script);
      await fetch('http://example.org/').catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, 100));
      return { ran: 'ran' in window, violations: [...violations] };
    });
    expect(stopped).toEqual({ ran: false, violations: ['script-src-elem', 'connect-src'] });
    await plain?.close();
  });
}
