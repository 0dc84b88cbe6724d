import type { World } from './generator/world';
import { partMissed } from '../../../workers/messages/missingPart';
import { dataFolder } from '../../lib/dataFolder';

/** The bundled glyphs: their picture and what the generator must know of them. */
export interface Sheet {
  readonly world: World;
  readonly glyphs: ImageBitmap;
}

let loaded: Promise<Sheet> | undefined;

/** Fetched when the first scene is made, then kept. After a failure it is tried anew. */
export function loadSheet(): Promise<Sheet> {
  loaded ??= fetchSheet().catch((error: unknown) => {
    loaded = undefined;
    throw error;
  });
  return loaded;
}

async function fetchSheet(): Promise<Sheet> {
  const [world, picture] = await Promise.all([fetchPart('sheet.json'), fetchPart('sheet.webp')]);
  return { world: (await world.json()) as World, glyphs: await createImageBitmap(await picture.blob()) };
}

async function fetchPart(file: string): Promise<Response> {
  const response = await fetch(dataFolder('scene') + file).catch((cause: unknown) => {
    throw new Error('The glyphs that scenes are made of could not be loaded. Is there a network connection?', {
      cause,
    });
  });
  if (!response.ok) {
    partMissed();
    throw new Error(`The glyphs that scenes are made of could not be loaded (error ${response.status}).`);
  }
  return response;
}
