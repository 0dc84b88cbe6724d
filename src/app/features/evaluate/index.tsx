import type { ReactNode } from 'react';
import type { Page } from '../../page';
import { createEvaluateController } from './evaluateController';
import { EvaluateContext } from './evaluateStore';
import { EvaluateView } from './EvaluateView';

export function openEvaluate(page: Page) {
  const controller = createEvaluateController({ page });
  return (notices: ReactNode) => (
    <EvaluateContext value={controller}>
      <EvaluateView notices={notices} />
    </EvaluateContext>
  );
}
