/** Reads a config.json that was dropped. A module of its own: its schemas are fetched when there is such a file, not with the page. */
export { parseConfig } from '../../../model';
