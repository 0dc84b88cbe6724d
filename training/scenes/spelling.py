"""How hands and habits change a text without changing its meaning: slips of the finger and capitals."""

from .wordpiece import tokenizer

SLIPS = 0.025  # of the nouns with a word of at least five letters
LONG = 5
_ROWS = ('qwertyuiop', 'asdfghjkl', 'zxcvbnm')
BESIDE = {
    letter: [
        other
        for near, line in enumerate(_ROWS)
        for at, other in enumerate(line)
        if other != letter and abs(near - row) <= 1 and abs(at - column) <= (1 if near == row else 0)
    ]
    for row, letters in enumerate(_ROWS)
    for column, letter in enumerate(letters)
}


def slip(word, rng):
    """The word with two letters swapped, one dropped, doubled or replaced by its neighbour on the keyboard.

    The first letter stays, and the result is no whole word of the vocabulary; None where that fails.
    """
    at, kind = rng.randrange(1, len(word)), rng.randrange(4)
    if kind == 0 and at + 1 < len(word):
        made = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    elif kind == 1:
        made = word[:at] + word[at + 1 :]
    elif kind == 2:
        made = word[:at] + word[at] + word[at:]
    else:
        made = word[:at] + rng.choice(BESIDE.get(word[at].lower(), [word[at]])) + word[at + 1 :]
    return None if made == word or made.lower() in tokenizer().vocab else made


def misspelt(noun, rng):
    """The noun with a slip in its longest word if that has at least LONG letters, else None."""
    word = max(noun.replace('-', ' ').split(), key=len)
    made = slip(word, rng) if len(word) >= LONG and word.isalpha() else None
    return made and noun.replace(word, made, 1)


def capitals(text, rng):
    """The text in one of the ways people write; every character keeps its place."""
    case = rng.random()
    if case < 0.4:
        return text[0].upper() + text[1:]
    if case < 0.425:
        return text.upper()
    if case < 0.465:
        return ''.join(c.upper() if not at or text[at - 1] in ' -\n\t/(' else c for at, c in enumerate(text))
    return text.lower() if case < 0.6 else text
