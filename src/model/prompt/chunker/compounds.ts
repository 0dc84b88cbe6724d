/**
 * Names of several words that the tagger takes apart, most often because one of them is a verb or an adjective too: classes of COCO
 * and LVIS. In lower case and singular. What a model of a world of its own knows besides comes with its weights (phrases.json).
 */
const COMPOUNDS = `
  traffic light, street light, fire hydrant, stop sign, street sign, parking meter, sports ball, baseball bat,
  baseball glove, tennis racket, tennis ball, wine glass, hot dog, potted plant, dining table, cell phone, mobile phone,
  teddy bear, hair drier, hair dryer, remote control, polar bear, soccer ball, table tennis, t shirt, high heel,
  top hat, light bulb, alarm clock, trash can, garbage can, salt and pepper, magnifying glass, frying pan, ice cream,
  birthday cake, race car, police car, fire truck, pine tree, palm tree, air conditioner, baking sheet, bath mat,
  bathing suit, beach ball, bell pepper, bow tie, bulletin board, bullet train, bumper car, cargo ship, cash register,
  chewing gum, chocolate milk, christmas tree, clothes hanger, coat hanger, coffee maker, coffee table, cooking utensil,
  cork board, cowboy hat, crash helmet, cream pitcher, credit card, cutting board, chopping board, dart board,
  diving board, dish washer, dress shirt, dress suit, driving license, eating utensil, electric fan, exit sign,
  fighter jet, fire alarm, fire engine, fire extinguisher, first aid kit, fishing rod, fishing pole, flash light,
  flip flop, folding chair, french fry, french fries, french toast, frisbee disc, garden hose, gas mask, gas pump,
  gas stove, glass bottle, golf ball, golf club, grand piano, hand dryer, hand towel, head light, high chair,
  hockey stick, horse carriage, hot air balloon, hot tub, ironing board, knitting needle, landing gear, lawn mower,
  license plate, life jacket, life vest, lip balm, living room, loud speaker, mashed potato, measuring cup,
  measuring tape, milk shake, motor scooter, mixing bowl, mouse pad, musical instrument, night stand, oil lamp,
  orange juice, paper towel, park bench, parking lot, parking sign, passenger train, pencil sharpener, pepper mill,
  piggy bank, playing card, pocket knife, pool table, power line, projection screen, racing boat, rear view mirror,
  riding boot, rocking chair, rolling pin, rubber band, rubber duck, running shoe, safety pin, safety vest, sail boat,
  salad bowl, sandwich board, school bus, sewing machine, shaving cream, shopping bag, shopping cart, shot glass,
  shoulder bag, shower curtain, shower head, side table, side walk, ski board, ski boot, ski pole, skating rink,
  sleeping bag, slow cooker, snow board, soap dish, solar panel, soup bowl, space shuttle, space ship, spice rack,
  squirt gun, stained glass, step ladder, stuffed animal, stuffed bear, stuffed toy, sun hat, sun glasses,
  swimming pool, swim suit, swing set, table cloth, table lamp, tail light, tape measure, tea bag, telephone booth,
  telephone pole, television set, toasted bread, toilet paper, toilet tissue, tow truck, towel rack, toy car,
  traffic cone, traffic sign, trash bin, video camera, video game, vending machine, walking stick, walking cane,
  wall clock, washing machine, water bottle, water cooler, water jug, watering can, weather vane, wedding cake,
  wedding ring, wet suit, wheel chair, whipped cream, wind chime, wind mill, window box, wine bottle, wine bucket,
  wooden spoon, yoga mat, yield sign, crossing guard, running track, rock climbing wall, cross walk, french bulldog,
  golden retriever, german shepherd, guinea pig, sea lion, sea horse, grizzly bear, killer whale, bald eagle, blue jay,
  sweet potato, green bean, green onion, brussels sprout, red cabbage, fried egg, boiled egg, fried rice, bottle cap,
  cell tower, speed limit sign, stop light, crossing sign`;

interface Node {
  end: boolean;
  readonly next: Map<string, Node>;
}

/** Names of several words, by which the words of a prompt that belong together are recognised. */
export class KnownNames {
  private readonly root: Node = { end: false, next: new Map() };

  /** @param names in lower case and singular, their words separated by white space. @param more names that are known besides. */
  constructor(
    names: Iterable<string>,
    private readonly more?: KnownNames,
  ) {
    for (const name of names) {
      let node = this.root;
      for (const word of name.trim().split(/\s+/)) {
        const next = node.next.get(word) ?? { end: false, next: new Map<string, Node>() };
        node.next.set(word, next);
        node = next;
      }
      node.end = true;
    }
  }

  /** How many words from `start` on make up a known name, the last one perhaps in the plural; 0 if none do. */
  lengthAt(words: readonly string[], start: number): number {
    let longest = this.more?.lengthAt(words, start) ?? 0;
    let node: Node | undefined = this.root;
    for (const [i, word] of words.slice(start, start + LONGEST).entries()) {
      const next: Node['next'] = node.next;
      const ends = [word, word.replace(/s$/, ''), word.replace(/es$/, '')].some((form) => next.get(form)?.end);
      if (ends) longest = Math.max(longest, i + 1);
      node = next.get(word);
      if (!node) break;
    }
    return longest;
  }
}

/** More words than any name has. */
const LONGEST = 12;

export const GENERAL_NAMES = new KnownNames(COMPOUNDS.split(','));
