import type { ReactNode } from 'react';
import type { Page } from '../../page';
import { createLabelController } from './labelController';
import { LabelContext } from './labelStore';
import { LabelView } from './LabelView';

/** Opens the view, and goes on with what is kept on the device. */
export function openLabel(page: Page) {
  const controller = createLabelController({ page });
  void controller.start();
  // Where nothing can be stored, a reload takes all of it, whichever view is shown.
  window.addEventListener('beforeunload', (event) => {
    const { lasting, entries } = controller.store.getState();
    if (!lasting && entries.length > 0) event.preventDefault();
  });
  return (notices: ReactNode) => (
    <LabelContext value={controller}>
      <LabelView notices={notices} />
    </LabelContext>
  );
}
