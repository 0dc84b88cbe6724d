import type { Page } from '@playwright/test';

/**
 * What makes a page awkward under a thumb: each finding names an element.
 * @param width of the screen. A phone shows a page that is too wide smaller, and its own `innerWidth` grows with it.
 */
export function awkward(page: Page, width: number): Promise<string[]> {
  return page.evaluate((innerWidth) => {
    const findings: string[] = [];
    const nameOf = (element: Element) =>
      `${element.tagName.toLowerCase()} “${(element.getAttribute('aria-label') ?? element.textContent ?? '').trim().slice(0, 40)}” ${element.getAttribute('data-testid') ?? element.className}`;
    const inScroller = (element: Element): boolean =>
      element.parentElement !== null &&
      (getComputedStyle(element.parentElement).overflowX !== 'visible' || inScroller(element.parentElement));
    if (document.documentElement.scrollWidth > innerWidth) {
      findings.push(`the page scrolls sideways: ${document.documentElement.scrollWidth} of ${innerWidth}`);
      for (const element of document.querySelectorAll('body *')) {
        const { right } = element.getBoundingClientRect();
        if (right > innerWidth + 1 && !element.closest('svg') && !inScroller(element))
          findings.push(`beyond the right edge (${Math.round(right)}): ${nameOf(element)}`);
      }
    }
    const shown = (element: Element) =>
      element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) &&
      element.getClientRects().length > 0;
    const visible = [
      ...document.querySelectorAll('button, a[href], select, summary, input, textarea, [role="slider"]'),
    ].filter(shown);
    for (const element of visible) {
      // A field whose letters are smaller makes iOS zoom the page in when it gets the focus.
      if (
        element.matches(
          'textarea, select, input:not([type="checkbox"], [type="radio"], [type="range"], [type="file"])',
        ) &&
        parseFloat(getComputedStyle(element).fontSize) < 16
      ) {
        findings.push(`letters of ${getComputedStyle(element).fontSize}: ${nameOf(element)}`);
      }
      // A label around a field takes the press as well; a link within a sentence is as high as its line.
      const target = element.closest('label') ?? element;
      const inSentence =
        getComputedStyle(element).display === 'inline' && element.parentElement?.matches('p, li, label, span, dd, td');
      const { width, height } = target.getBoundingClientRect();
      if (!inSentence && !element.matches('.visually-hidden, [type="file"]') && (width < 24 || height < 24))
        findings.push(`only ${Math.round(width)} × ${Math.round(height)}: ${nameOf(element)}`);
    }
    return findings;
  }, width);
}

/** Targets below the size that thumbs like. */
export function small(page: Page, side = 40): Promise<string[]> {
  return page.evaluate((side) => {
    return [...document.querySelectorAll('button, a[href], select, summary, input, textarea')]
      .filter((element) => element.checkVisibility({ visibilityProperty: true }) && element.getClientRects().length > 0)
      .map(
        (element) =>
          ({ element, ...(element.closest('label') ?? element).getBoundingClientRect().toJSON() }) as {
            element: Element;
            width: number;
            height: number;
          },
      )
      .filter(({ width, height }) => width < side || height < side)
      .map(
        ({ element, width, height }) =>
          `${Math.round(width)} × ${Math.round(height)}: ${element.tagName} ${(element.getAttribute('aria-label') ?? element.textContent ?? '').slice(0, 30)} ${element.getAttribute('data-testid') ?? ''}`,
      );
  }, side);
}

type Point = readonly [x: number, y: number];

/** Moves fingers over the screen, each from its first to its second point, as a hand does: the browser decides what scrolls. */
export async function swipe(page: Page, ...fingers: readonly (readonly [from: Point, to: Point])[]): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const STEPS = 12;
  const at = (step: number) =>
    fingers.map(([[x0, y0], [x1, y1]], id) => ({
      id,
      x: x0 + ((x1 - x0) * step) / STEPS,
      y: y0 + ((y1 - y0) * step) / STEPS,
    }));
  await session.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: at(0) });
  for (let step = 1; step <= STEPS; step++) {
    await session.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: at(step) });
    await page.waitForTimeout(16);
  }
  await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  await page.waitForTimeout(300); // what was set in motion comes to rest
  await session.detach();
}
