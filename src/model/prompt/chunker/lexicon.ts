/** Words that the tagger often gets wrong in captions, or that mean something special to grounding. All in lower case. */

const words = (list: string): ReadonlySet<string> => new Set(list.trim().split(/\s+/));

/** Describe the noun behind them, whatever the tagger says. */
export const ADJECTIVES = words(`
  red orange yellow green cyan blue purple pink brown black white gray grey golden silver beige tan maroon navy teal magenta violet
  turquoise crimson blond blonde dark light bright pale colorful colourful colored coloured transparent shiny
  small tiny little large big huge giant long short tall wide narrow thin thick slim fat old young new empty full open closed
  round square rectangular triangular oval circular flat wooden metal metallic plastic leather furry fluffy
  striped dotted spotted plaid checkered outlined hollow filled solid
  leftmost rightmost topmost uppermost bottommost lowest highest largest biggest smallest tiniest tallest shortest nearest closest
  other same single different first second third last`);

/** Take part in a noun phrase in front of an adjective: "a very small dog", "a light blue shirt". Besides every adverb in -ly. */
export const DEGREE_ADVERBS = words(
  'very bright light dark deep pale really quite more most less least well long short small far',
);

/** Open a noun phrase but are no part of it, as articles are. Exact numbers are part of it. */
export const DETERMINERS = words(`
  a an the this that these those some any all both each every no another many few several much my your his her its our their whose
  which what either neither plenty lots`);

/** Stand for a thing without naming it. */
export const PRONOUNS = words(`
  i you he she it we they me him us them who whom there here one ones other others none something anything everything nothing someone
  anyone everyone somebody anybody everybody nobody thing things stuff each mine yours hers ours theirs himself herself itself
  themselves please lot etc`);

/** Where something is. They describe a noun behind them ("left hand") but are no object: "on the left side of the dog". */
export const PLACES = words(`
  left right top bottom front back rear upper lower middle center centre side sides corner corners edge far next half end`);

/** A part of the picture rather than an object in it, unless described: "in the background", "a white background". */
export const SURROUNDINGS = words('background foreground distance scene view air midair part parts area');

/** The picture itself, in "a photo of ..." and "in the picture". */
export const PICTURES = words(`
  picture pictures image images photo photos photograph photographs drawing illustration painting shot snapshot close-up closeup
  portrait view scene sketch screenshot`);

/** Count or collect what follows their "of": in "a group of people" the people are looked for. */
export const QUANTITIES = words(`
  group groups bunch bunches pair pairs lot lots couple number set sets row rows variety kind kinds type types sort sorts piece pieces
  part parts plenty rest amount series line lines some all any none each both many most half dozens hundreds
  herd herds flock flocks`);

/** Nothing that a box could hold. */
export const INTANGIBLES = words(`
  day days night nights morning evening afternoon daytime nighttime noon dusk dawn time times way ways while today fun action daylight
  color colour colors colours`);

/** What people ask a grounding demo to do, at the beginning of the prompt. */
export const COMMANDS = words(`
  find detect locate show mark point search look identify highlight count label segment spot give select tell see get describe
  outline track draw check list`);

/** Followed by an -ing form, they do it ("man cooking pancakes") rather than name it ("rock climbing wall"). */
export const ACTORS = words(`
  man men woman women person people boy boys girl girls child children kid kids baby babies guy guys lady ladies player players
  couple dog dogs cat cats horse horses bird birds elephant elephants bear bears cow cows sheep giraffe giraffes zebra zebras
  surfer skier rider chef toddler father mother skateboarder snowboarder crowd team someone monkey monkeys puppy kitten`);

/** What actors do, though the tagger may take it for a noun: "boy kicks ball". */
export const ACTIONS = words(`
  kicks throws catches hits rides holds eats wears walks jumps plays pulls pushes carries chases watches reads drinks swings sits
  stands runs looks flies swims climbs cuts cooks surfs drives feeds smiles talks shows chops walk ride hold eat wear jump play`);

/** Nouns for people by what they do: "cyclist", "goalkeeper", "fisherman". */
const AGENT = /(?:ist|man|men|woman|women|keeper|player|driver|rider|worker|boarder)s?$/;

export const isActor = (word: string): boolean => ACTORS.has(word) || AGENT.test(word);

/**
 * What is done, in its base form, and seldom the last noun of a name: "a bus drives under a bridge", where the tagger sees a name
 * of three nouns.
 */
const DEEDS = words(`
  ride drive jump bend share chase lean wait sleep hold eat feed pull throw climb carry push kick catch chop crawl dive kneel lie
  perch pose stare swim wear sit fly smile eat cook read drink hug grab lick sniff graze gallop stroll wander arrive leave sell
  bring wash hide lick bark build enter follow gather hover juggle peer reach speak teach toss wade`);

/** Whether a word is what the subject in front of it does: "bus drives", "cyclists ride", but not "truck drive" or "cars drives". */
export function isDeed(word: string, subject: string): boolean {
  if (isPlural(subject)) return DEEDS.has(word);
  return [word.replace(/s$/, ''), word.replace(/es$/, '')].some((form) => form !== word && DEEDS.has(form));
}

export const isPlural = (noun: string): boolean => /[^siu]s$|men$|^people$|children$/.test(noun);

/** What may follow "something", "anyone": an adjective that the two of them make a phrase with. */
export const INDEFINITE = words(
  'something anything everything nothing someone anyone everyone somebody anybody everybody nobody',
);

/** With these, the model looks for what is negated: it does not understand them. */
export const NEGATIONS = words('no not without non none never');

/** End in -ing but are things. */
export const ING_NOUNS = words(`
  building painting clothing ceiling wedding drawing king ring string wing railing awning icing earring duckling pudding dumpling
  swing spring stocking bedding lighting crossing flooring siding stuffing topping frosting landing filling wrapping housing carving
  writing lettering covering serving seedling sling sibling offering`);

/** Objects whose names are verbs or adjectives as well. Singular; plurals are recognised. */
export const OBJECTS = words(`
  circle square triangle star hexagon pentagon ring cross heart diamond arrow crescent rectangle oval ellipse disc disk shape object
  remote mouse orange light head sign stop drink fly bat duck saw bow pin watch can fan ship train plant drum rose key lock top
  peach lime olive match glasses glass tie dress coat cap cross bowl plate cup fork spoon knife book desk lamp bench fence
  phone screen drill hammer wrench axe bolt shirt fire flame smoke bear fish swallow crane seal chicken turkey slide swing
  park bridge rail rock chest drawer iron mop ball kite brush comb stamp tape clip nail map flag board chair cover stand shower
  sink toast roll wrap shake bun coffee tea wave cloud rainbow moon sun earth gift present letter number set scan`);

export function isObject(word: string): boolean {
  return (
    OBJECTS.has(word) ||
    (word.endsWith('s') && OBJECTS.has(word.slice(0, -1))) ||
    (word.endsWith('es') && OBJECTS.has(word.slice(0, -2)))
  );
}
