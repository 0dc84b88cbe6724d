import { client } from '../session/session';
import { appStore } from '../store/store';
import { lessonStore } from './lessonStore';
import { createTeacher } from './teacher';

/** The one teacher of the page; it stays while other views are open. */
export const teacher = createTeacher(lessonStore, appStore, client);
