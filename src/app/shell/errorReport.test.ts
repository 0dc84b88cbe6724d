import { expect, it } from 'vitest';
import { GlipError } from '../../model';
import { createAppStore } from '../state/appStore';
import { createErrorReport } from './errorReport';

it('tells the visitor, and reports what was done without picture and text', () => {
  const store = createAppStore();
  const { reportError, text } = createErrorReport(store, () => ({
    page: 'index-1.js',
    browser: 'b',
    isolated: 'true',
  }));
  store.getState().replacePrompt('my secret text');
  store.getState().pictureOpening('holiday.jpg');
  reportError(new GlipError('internal', 'Nothing is known of “holiday.jpg”.'));
  reportError(new DOMException('superseded', 'AbortError'));
  expect(store.getState().messages.page).toMatchObject({ tone: 'error', action: { does: 'copy-report' } });
  const report = text();
  expect(report).toMatch(/page: index-1\.js/);
  expect(report).toMatch(/prompt, spans/);
  expect(report).toMatch(/internal: /);
  expect(report).not.toMatch(/secret|holiday|superseded/);
});

it('an abort alone is nothing to tell', () => {
  const store = createAppStore();
  createErrorReport(store, () => ({ page: '', browser: '', isolated: '' })).reportError(
    new DOMException('superseded', 'AbortError'),
  );
  expect(store.getState().messages.page).toBeUndefined();
});
