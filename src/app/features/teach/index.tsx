import type { ReactNode } from 'react';
import type { Page } from '../../page';
import { TeachContext } from './lessonStore';
import { createTeachController } from './teachController';
import { TeachView } from './TeachView';

export function openTeach(page: Page) {
  const controller = createTeachController({ page });
  return (notices: ReactNode) => (
    <TeachContext value={controller}>
      <TeachView notices={notices} />
    </TeachContext>
  );
}
