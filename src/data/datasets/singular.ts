/** Plurals that no rule gives. */
const IRREGULAR: Readonly<Record<string, string>> = {
  people: 'person',
  men: 'man',
  women: 'woman',
  children: 'child',
  feet: 'foot',
  teeth: 'tooth',
  geese: 'goose',
  mice: 'mouse',
  buses: 'bus',
  shoes: 'shoe',
  toes: 'toe',
  canoes: 'canoe',
  ties: 'tie',
  pies: 'pie',
  cookies: 'cookie',
  movies: 'movie',
  zombies: 'zombie',
  wolves: 'wolf',
  leaves: 'leaf',
  loaves: 'loaf',
  shelves: 'shelf',
  calves: 'calf',
  scarves: 'scarf',
  knives: 'knife',
};
/** Plurals that are their own singular, or have none. */
const UNCHANGED = new Set([
  'scissors',
  'pants',
  'jeans',
  'shorts',
  'trousers',
  'binoculars',
  'headphones',
  'series',
  'species',
  'sheep',
  'fish',
  'deer',
  'aircraft',
]);

/** "boxes" -> "box". @param noun in lower case. @returns undefined for what does not look like a plural. */
export function singularOf(noun: string): string | undefined {
  const irregular = IRREGULAR[noun];
  if (irregular !== undefined) return irregular;
  if (UNCHANGED.has(noun)) return noun;
  if (!/[^siu]s$/.test(noun)) return undefined;
  if (/[^aeiou]ies$/.test(noun)) return noun.replace(/ies$/, 'y');
  if (/(ch|sh|ss|x|zz|o)es$/.test(noun)) return noun.slice(0, -2);
  return noun.slice(0, -1);
}
