import { client } from '../../shell/page';
import { appStore } from '../../state/appStore';
import { lessonStore } from './lessonStore';
import { createTeacher } from './teachController';

/** The one teacher of the page; it stays while other views are open. */
export const teacher = createTeacher(lessonStore, appStore, client);
