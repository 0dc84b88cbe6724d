"""Captions and list prompts for a scene, with the boxes of every phrase.

The rule of spans: from the first number or adjective to the noun, without the article.
"""

import random
from dataclasses import dataclass, field
from typing import NamedTuple

from . import spelling, words
from .meaning import Description
from .spatial import SpatialSpeaker
from .speaker import an
from .wordpiece import tokenizer

LONGEST = 60  # word pieces, [CLS] and [SEP] included
ABSENT = 0.42  # chance of each phrase; references of relations, always present, bring the share to a third


class Phrase(NamedTuple):
    """[start, end) in the caption, boxes [x0, y0, x1, y1] in pixels, empty where nothing fits.

    `concepts`: canonical 'noun', 'colour', 'fill', 'category' of the things it covers, each only where they all
    agree and the name is certain. It is the truth about the things, not only what the phrase says.
    `relation`: (kind, boxes) of what decides where it may be: the references of a relation, all that the noun of a
    superlative could mean, nothing for 'at top left'; None where no such words follow or precede it.
    """

    start: int
    end: int
    boxes: list
    tag: str
    concepts: dict
    relation: tuple = None


@dataclass
class Caption:
    text: str
    phrases: list = field(default_factory=list)


def choose(speaker, theme, wanted, rng):
    """About `wanted` different phrases."""
    chosen, texts, total = [], set(), 0
    spatial = {'relation': 0.85, 'size': 0.6, 'dense': 0.3, 'single': 0}.get(theme, 0.3)
    superlative = 0.5 if theme == 'size' else 0.35
    missing = 0.6 if theme == 'single' else ABSENT
    for _ in range(wanted * 6):
        if total >= wanted:
            break
        if rng.random() < missing:
            said = _missing(speaker, theme, rng)
        elif rng.random() < spatial:
            said = _spatial(speaker, superlative, rng)
        else:
            said = speaker.present()
        if said is None:
            continue
        parts = [p.text for p in said.parts]
        if len(set(parts)) < len(parts) or not texts.isdisjoint(parts):
            continue
        texts.update(parts)
        chosen.append(said)
        total += len(parts)
    return chosen


def _missing(speaker, theme, rng):
    if len(speaker.things) > 1 and rng.random() < (0.3 if theme == 'relation' else 0.12):
        return speaker.located(absent=True) if rng.random() < 0.25 else speaker.unrelated() or speaker.unrelated()
    return speaker.absent()


def _spatial(speaker, superlative, rng):
    if rng.random() < superlative:
        first = speaker.located if rng.random() < 0.15 else speaker.superlative
        ways = first, speaker.superlative, speaker.superlative, speaker.related
    else:
        ways = speaker.related, speaker.related, speaker.superlative
    return next(filter(None, (way() for way in ways)), None)


class _Text:
    """A caption while it is written."""

    def __init__(self, rng):
        self.rng, self.text, self.phrases, self.slipped = rng, '', [], False

    def _noun(self, said):
        """The phrase's text, with a slip of the finger now and then, at most one per caption."""
        if not self.slipped and self.rng.random() < spelling.SLIPS:
            made = spelling.misspelt(said.noun, self.rng)
            if made:
                self.slipped = True
                return said.text[: len(said.text) - len(said.noun)] + made
        return said.text

    def add(self, said, article):
        """A phrase and what follows it. `article`: that before the head, '' for none, None also for its references."""
        if article:
            self.text += article + ' '
        start = len(self.text)
        self.text += self._noun(said)
        boxes = [list(t.box) for t in said.things]
        relation = said.relation and (said.relation[0], [list(t.box) for t in said.relation[1]])
        self.phrases.append(Phrase(start, len(self.text), boxes, said.tag, said.concepts, relation))
        for part in said.follow:
            self.text += ' '
            if isinstance(part, str):
                self.text += part
            else:
                self.add(part, part.article if article is not None or self.rng.random() < 0.8 else '')


def _list(text, chosen, rng):
    """A list prompt, as detectors are given: with any separator, bullets or numbers."""
    bullet = rng.choice(words.BULLETS) if rng.random() < 0.12 else None
    separator = rng.choice(words.SEPARATORS if bullet is None else ('\n', '\n', ' ', ', '))
    article = rng.random() < 0.2
    for index, said in enumerate(chosen):
        text.text += separator if index else ''
        text.text += bullet.format(index + 1) if bullet else ''
        text.add(said, said.article if article or said.follow and rng.random() < 0.5 else None)
    mark = separator.strip()
    if not bullet and rng.random() < 0.45:
        text.text += mark if mark in ('.', ',', ';') else '.'


def _sentence(text, chosen, rng):
    if rng.random() < 0.4:
        exist = rng.random() < 0.25
        text.text += rng.choice(words.EXIST[chosen[0].singular] if exist else words.OPENINGS) + ' '
    for index, said in enumerate(chosen):
        if index:
            last = index == len(chosen) - 1
            if last and len(chosen) > 2:
                text.text += rng.choice((' and ', ', and ', ', ', ' and '))
            else:
                text.text += rng.choice(words.JOINTS)
        text.add(said, said.article if rng.random() < 0.9 else '')
    if rng.random() < 0.12 and not chosen[-1].follow:
        text.text += rng.choice(words.ENDINGS)
    if rng.random() < 0.4:
        text.text += rng.choice('...?!')


def _fits(fit, said):
    bare = not said.number and not said.best and not said.follow
    return {
        'any': True,
        'one': said.singular,
        'many': not said.singular,
        'plural': bare and not said.singular,
        'each': bare and said.singular and said.article,
        'best': said.best,
    }[fit]


def _frame(text, chosen, rng):
    """A question or a command about the first phrase; what else was chosen follows by "and"."""
    first = chosen[0]
    before, after, _, article = rng.choice([f for f in words.FRAMES if _fits(f[2], first)])
    if article == 'a':
        article = 'the' if first.best else first.article if first.article != 'the' else an(first.text)
    elif article == '':
        article = first.article
    elif article == 'any':
        article = rng.choice(('any', 'any', '')) if not first.best and not first.number else first.article
    text.text += before + ' '
    text.add(first, article or '')
    if after not in ('', '?'):
        chosen = chosen[:1]
    for said in chosen[1:]:
        text.text += rng.choice((' and ', ' and ', ', ', ' or '))
        text.add(said, said.article)
    text.text += after if after in ('', '?') else ' ' + after
    if not after and rng.random() < 0.3:
        text.text += rng.choice(('.', '.', '!', ' please'))


def write(chosen, rng):
    """The caption: a list prompt, a question or command, or a sentence."""
    text, way = _Text(rng), rng.random()
    if way < 0.43:
        _list(text, chosen, rng)
    elif way < (0.75 if len(chosen) < 3 else 0.53):
        _frame(text, chosen, rng)
    else:
        _sentence(text, chosen, rng)
    return Caption(spelling.capitals(text.text, rng), text.phrases)


def caption(things, theme, width, height, split, density, seed):
    """A caption of the scene: 1 to 12 phrases, at most LONGEST word pieces."""
    rng = random.Random(seed)
    speaker = SpatialSpeaker(things, width, height, split, rng)
    wanted = (
        rng.randint(6, 11)
        if density == 'dense'
        else rng.choices((1, 2, 3, 4, 5, 6), (0.12, 0.2, 0.25, 0.2, 0.14, 0.09))[0]
    )
    if theme == 'single' and density != 'dense':
        wanted = rng.randint(2, 6)
    if density == 'spatial':
        wanted = rng.randint(3, 6)
    while True:
        chosen = next(filter(None, (choose(speaker, theme, wanted, rng) for _ in range(4))), None)
        if not chosen:
            noun = things[0].noun
            chosen = [speaker.say(Description(noun), [t for t in things if t.noun == noun], 'object')]
        rng.shuffle(chosen)
        made = write(chosen, rng)
        if len(tokenizer().encode(made.text)[0]) <= LONGEST and len(made.phrases) <= 12:
            return made
        wanted = max(1, wanted - 1)
