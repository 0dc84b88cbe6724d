"""Captions and list prompts for a scene, with the boxes of every phrase.

The rule of spans: from the first number or adjective to the noun, without the article.
"""

import random
from dataclasses import dataclass, field
from typing import NamedTuple

from . import words
from .meaning import Description
from .speaker import Speaker
from .wordpiece import tokenizer

LONGEST = 60  # word pieces, [CLS] and [SEP] included
ABSENT = 0.34


class Phrase(NamedTuple):
    """[start, end) in the caption, boxes [x0, y0, x1, y1] in pixels, empty where nothing fits.

    `concepts`: canonical 'noun', 'colour', 'fill', 'category' of the things it covers, each only where they all
    agree and the name is certain. It is the truth about the things, not only what the phrase says.
    """

    start: int
    end: int
    boxes: list
    tag: str
    concepts: dict


@dataclass
class Caption:
    text: str
    phrases: list = field(default_factory=list)


def choose(speaker, wanted, rng):
    """About `wanted` different phrases."""
    chosen, texts, total = [], set(), 0
    spatial = {'relation': 0.7, 'size': 0.4, 'dense': 0.16}.get(speaker.theme, 0.15)
    absent = 0.6 if speaker.theme == 'single' else ABSENT
    for _ in range(wanted * 6):
        if total >= wanted:
            break
        kind = rng.random()
        if kind < absent:
            said = speaker.absent()
        elif rng.random() < spatial:
            way = speaker.superlative if rng.random() < (0.7 if speaker.theme == 'size' else 0.3) else speaker.related
            said = way() or way() or way()
        else:
            said = speaker.present()
        if said is None:
            continue
        parts = [said] + [f for f in said.follow[1:] if f]
        if any(p.text in texts for p in parts) or len({p.text for p in parts}) < len(parts):
            continue
        texts.update(p.text for p in parts)
        chosen.append(said)
        total += len(parts)
    return chosen


def write(chosen, rng):
    """The caption: a list prompt or a sentence."""
    text, phrases = '', []

    def add(said, article):
        nonlocal text
        if article:
            text += said.article + ' ' if said.article else ''
        phrases.append(
            Phrase(len(text), len(text) + len(said.text), [list(t.box) for t in said.things], said.tag, said.concepts)
        )
        text += said.text
        if said.follow:
            text += ' ' + said.follow[0]
            if said.follow[1]:
                text += ' '
                add(said.follow[1], article or rng.random() < 0.8)

    if rng.random() < 0.48:
        separator = rng.choice(words.SEPARATORS)
        article = rng.random() < 0.2
        for index, said in enumerate(chosen):
            text += separator if index else ''
            add(said, article or (bool(said.follow) and rng.random() < 0.5))
        if rng.random() < 0.45:
            text += separator.strip() or '.' if separator.strip() in ('.', ',', ';', '') else '.'
    else:
        if rng.random() < 0.35:
            text += rng.choice(words.OPENINGS) + ' '
        for index, said in enumerate(chosen):
            if index:
                last = index == len(chosen) - 1
                loose = (
                    not said.follow
                    and not chosen[index - 1].follow
                    and len(chosen[index - 1].things) == 1
                    and len(said.things) == 1
                )
                if loose and rng.random() < 0.12:
                    text += rng.choice(words.NEIGHBOURS)
                else:
                    text += (
                        rng.choice(words.JOINTS)
                        if not last or len(chosen) == 2
                        else rng.choice((' and ', ', and ', ', ', ' and '))
                    )
            add(said, rng.random() < 0.9)
        if rng.random() < 0.1:
            text += rng.choice(words.ENDINGS)
        if rng.random() < 0.4:
            text += rng.choice('...?!')
    return Caption(text, phrases)


def caption(things, theme, width, height, split, density, seed):
    """A caption of the scene: 1 to 11 phrases, at most LONGEST word pieces."""
    rng = random.Random(seed)
    speaker = Speaker(things, theme, width, height, split, rng)
    wanted = (
        rng.randint(6, 11)
        if density == 'dense'
        else rng.choices((1, 2, 3, 4, 5, 6), (0.1, 0.2, 0.25, 0.2, 0.15, 0.1))[0]
    )
    if theme == 'single' and density != 'dense':
        wanted = rng.randint(2, 6)
    while True:
        chosen = choose(speaker, wanted, rng)
        for _ in range(3):
            if chosen:
                break
            chosen = choose(speaker, wanted, rng)
        if not chosen:
            noun = things[0].noun
            chosen = [speaker.say(Description(noun), [t for t in things if t.noun == noun], 'object')]
        rng.shuffle(chosen)
        made = write(chosen, rng)
        case = rng.random()
        if case < 0.4:
            made.text = made.text[0].upper() + made.text[1:]
        elif case < 0.42:
            made.text = made.text.upper()
        if len(tokenizer().encode(made.text)[0]) <= LONGEST and len(made.phrases) <= 12:
            return made
        wanted = max(1, wanted - 1)
