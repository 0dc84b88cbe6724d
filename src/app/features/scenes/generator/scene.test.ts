import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Box } from '../../../../model/types';
import worldPhrases from '../../../../../public/weights/glip-micro/phrases.json';
import { GENERAL_NAMES, KnownNames } from '../../../../model/prompt/chunker/compounds';
import { parsePrompt } from '../../../../model/prompt/parsePrompt';
import { FORMATS, SCENE_VERSION, type SceneName } from '../../../lib/sceneName';
import { makeScene, type Scene } from './scene';
import { TAGS, type Tag } from './speak';
import { fillOf } from './things';
import type { World } from './world';

const world = JSON.parse(
  readFileSync(new URL('../../../../../public/scene/sheet.json', import.meta.url), 'utf8'),
) as World;
const names = Array.from({ length: 800 }, (_, seed): SceneName => ({ format: seed % 2 === 0 ? 'wide' : 'tall', seed }));
const scenes = names.map((name) => makeScene(world, name));
const every = scenes.flatMap((scene) =>
  scene.phrases.map((phrase) => ({
    scene,
    phrase,
    text: scene.caption.slice(phrase.start, phrase.end).toLowerCase(),
    things: phrase.things.map((at) => scene.things[at]!),
  })),
);
const tagged = (tag: Tag) => every.filter(({ phrase }) => phrase.tag === tag);
const told = (scene: Scene, text: string) => `${scene.seed}: “${text}” in “${scene.caption}”`;

const NUMBERS: Record<string, number> = { two: 2, three: 3, four: 4, five: 5, six: 6 };
const middle = ([x0, y0, x1, y1]: Box) => ({ x: (x0 + x1) / 2, y: (y0 + y1) / 2 });

describe('a scene', () => {
  it('is the same for the same name, and another for every other', () => {
    expect(names.slice(0, 50).map((name) => makeScene(world, name))).toEqual(scenes.slice(0, 50));
    expect(new Set(scenes.map((scene) => JSON.stringify(scene.things))).size).toBe(scenes.length);
  });

  // Links carry the version: whoever changes what a name means must raise SCENE_VERSION, and then this digest.
  it('is still what links of this version mean', () => {
    const digest = createHash('sha256')
      .update(JSON.stringify(scenes.slice(0, 200)))
      .digest('hex')
      .slice(0, 12);
    expect(`${SCENE_VERSION}: ${digest}`).toBe('1: 839dae380057');
  });

  it('has every thing in the picture, apart from all others', () => {
    for (const { things, width, height, format, seed } of scenes) {
      expect({ width, height }).toEqual(FORMATS[format]);
      expect(things.length).toBeGreaterThanOrEqual(3);
      things.forEach(({ box: [x0, y0, x1, y1] }, at) => {
        expect(x0 >= 0 && y0 >= 0 && x1 <= width && y1 <= height && x1 - x0 >= 20 && y1 - y0 >= 16, `${seed}`).toBe(
          true,
        );
        for (const { box: other } of things.slice(at + 1))
          expect(x0 >= other[2] || other[0] >= x1 || y0 >= other[3] || other[1] >= y1, `${seed}`).toBe(true);
      });
    }
  });

  it('has no two things that could be taken for one another', () => {
    const alike = (a: string, b: string) => a !== b && world.nouns.find(({ noun }) => noun === a)!.alike.includes(b);
    for (const { things, seed } of scenes)
      for (const a of things)
        for (const b of things) expect(alike(a.noun, b.noun), `${seed}: ${a.noun}, ${b.noun}`).toBe(false);
  });
});

describe('a caption', () => {
  it('is cut into phrases as the page cuts it', async () => {
    const names = new KnownNames(worldPhrases, GENERAL_NAMES);
    for (const { caption, phrases, seed } of scenes) {
      const read = (await parsePrompt(caption, [], names)).phrases.map(({ text }) => text);
      expect(read, `${seed}: ${caption}`).toEqual(phrases.map(({ start, end }) => caption.slice(start, end)));
    }
  });

  it('has one to seven phrases, in order, each said once', () => {
    for (const { caption, phrases } of scenes) {
      expect(phrases.length >= 1 && phrases.length <= 7, caption).toBe(true);
      phrases.forEach(({ start, end }, at) =>
        expect(start >= (phrases[at - 1]?.end ?? 0) && end > start && end <= caption.length).toBe(true),
      );
      expect(new Set(phrases.map(({ start, end }) => caption.slice(start, end).toLowerCase())).size).toBe(
        phrases.length,
      );
    }
  });

  it('uses every kind of phrase; one in three names what is not there', () => {
    for (const tag of TAGS) expect(tagged(tag).length, tag).toBeGreaterThan(10);
    expect(tagged('absent').length / scenes.length).toBeGreaterThan(0.25);
    expect(tagged('absent').length / scenes.length).toBeLessThan(0.4);
  });

  it('says only what is true of the things it means, and of no others', () => {
    const relative = new Set<Tag>(['relation', 'superlative']);
    for (const { scene, phrase, text, things } of every) {
      if (relative.has(phrase.tag)) continue;
      const fits = scene.things.filter((thing) => {
        const known = world.nouns.find(({ noun }) => noun === thing.noun)!;
        const category = world.categories.find(({ noun }) => noun === thing.category);
        const called = [known.noun, known.plural, category?.noun, category?.plural].find(
          (name) => name && (text === name || text.endsWith(` ${name}`)),
        );
        if (!called) return false;
        const words = text
          .slice(0, text.length - called.length)
          .split(' ')
          .filter((word) => word && !(word in NUMBERS));
        return words.every((word) =>
          [thing.colour, fillOf(thing), thing.share < 0.17 ? 'small' : thing.share > 0.3 ? 'large' : ''].includes(word),
        );
      });
      expect(things, told(scene, text)).toEqual(fits);
      if (phrase.tag === 'absent') expect(things).toEqual([]);
      else expect(things.length).toBeGreaterThan(0);
    }
  });

  it('counts right', () => {
    for (const { scene, text, things } of tagged('count'))
      expect(things.length, told(scene, text)).toBe(NUMBERS[text.split(' ')[0]!]);
  });

  it('says relations that hold for what it means, and not for its twins', () => {
    const holds = {
      left: (a: Box, b: Box) => middle(a).x < middle(b).x,
      right: (a: Box, b: Box) => middle(a).x > middle(b).x,
      above: (a: Box, b: Box) => middle(a).y < middle(b).y,
      below: (a: Box, b: Box) => middle(a).y > middle(b).y,
    };
    let twins = 0;
    for (const { scene, phrase, text, things } of tagged('relation')) {
      const following = scene.phrases[scene.phrases.indexOf(phrase) + 1]!;
      const words = scene.caption.slice(phrase.end, following.start);
      const reference = scene.things[following.things[0]!]!.box;
      const kind = (Object.keys(holds) as (keyof typeof holds)[]).find((name) => words.includes(name));
      const gap = (box: Box) =>
        Math.hypot(
          Math.max(box[0] - reference[2], reference[0] - box[2], 0),
          Math.max(box[1] - reference[3], reference[1] - box[3], 0),
        );
      const others = scene.things.filter((thing) => thing.noun === things[0]!.noun && thing !== things[0]);
      twins += Math.min(1, others.length);
      const is = (box: Box) => (kind ? holds[kind](box, reference) : gap(box) < 0.13 * 480);
      expect(words).toMatch(/^ (to the left of|left of|to the right of|right of|above|below|next to) the $/);
      expect([is(things[0]!.box), ...others.map(({ box }) => is(box))], told(scene, text)).toEqual([
        true,
        ...others.map(() => false),
      ]);
    }
    expect(twins).toBeGreaterThan(30);
  });

  it('says superlatives of the one that stands out', () => {
    const key = {
      largest: (_: Box, s: number) => -s,
      smallest: (_: Box, s: number) => s,
      leftmost: (b: Box) => middle(b).x,
      rightmost: (b: Box) => -middle(b).x,
      topmost: (b: Box) => middle(b).y,
      lowest: (b: Box) => -middle(b).y,
    };
    for (const { scene, text, things } of tagged('superlative')) {
      const value = key[text.split(' ')[0] as keyof typeof key];
      const same = scene.things.filter(({ noun }) => noun === things[0]!.noun);
      expect(same.length).toBeGreaterThan(1);
      const best = Math.min(...same.map(({ box, share }) => value(box, share)));
      expect(value(things[0]!.box, things[0]!.share), told(scene, text)).toBe(best);
    }
  });
});
