"""BERT's uncased WordPiece with character offsets, over the tokenizer.json that the page reads too."""

import json
import re
import unicodedata
from functools import lru_cache
from pathlib import Path

_PLAIN = re.compile('[\t\n\r -~]*')
_WORD = re.compile('[a-z0-9]+|[!-~]')


def _is_punctuation(char):
    code = ord(char)
    ascii_mark = 33 <= code <= 47 or 58 <= code <= 64 or 91 <= code <= 96 or 123 <= code <= 126
    return ascii_mark or unicodedata.category(char).startswith('P')


def _is_cjk(code):
    return (
        0x4E00 <= code <= 0x9FFF
        or 0x3400 <= code <= 0x4DBF
        or 0x20000 <= code <= 0x2A6DF
        or 0x2A700 <= code <= 0x2B73F
        or 0x2B740 <= code <= 0x2B81F
        or 0x2B820 <= code <= 0x2CEAF
        or 0xF900 <= code <= 0xFAFF
        or 0x2F800 <= code <= 0x2FA1F
    )


class WordPiece:
    """`encode(text)` gives ids and [start, end) characters per token; [CLS] and [SEP] have (0, 0)."""

    def __init__(self, path):
        model = json.loads(Path(path).read_text('utf8'))['model']
        self.vocab = model['vocab']
        self.longest = model['max_input_chars_per_word']
        self.pad, self.unknown, self.cls, self.sep = (self.vocab[t] for t in ('[PAD]', '[UNK]', '[CLS]', '[SEP]'))
        self._pieces = lru_cache(maxsize=20000)(self._split)

    @property
    def size(self):
        return len(self.vocab)

    def _words(self, text):
        """Words as (normalised characters, the source index of each)."""
        chars, places = [], []
        for index, char in enumerate(text):
            code = ord(char)
            category = unicodedata.category(char)
            if char in '\t\n\r' or category == 'Zs':
                yield chars, places
                chars, places = [], []
                continue
            if code in (0, 0xFFFD) or category in ('Cc', 'Cf', 'Cn', 'Co'):
                continue
            if _is_cjk(code):
                yield chars, places
                yield [char], [index]
                chars, places = [], []
                continue
            for plain in unicodedata.normalize('NFD', char.lower()):
                if unicodedata.category(plain) == 'Mn':
                    continue
                if _is_punctuation(plain):
                    yield chars, places
                    yield [plain], [index]
                    chars, places = [], []
                else:
                    chars.append(plain)
                    places.append(index)
        yield chars, places

    def _split(self, word):
        """Greedy longest match: ((id, start, end), …) within the word, or one [UNK]."""
        if len(word) > self.longest:
            return ((self.unknown, 0, len(word)),)
        pieces, start = [], 0
        while start < len(word):
            for end in range(len(word), start, -1):
                piece = self.vocab.get(('##' if start else '') + word[start:end])
                if piece is not None:
                    break
            else:
                return ((self.unknown, 0, len(word)),)
            pieces.append((piece, start, end))
            start = end
        return tuple(pieces)

    def encode(self, text):
        ids, offsets = [self.cls], [(0, 0)]
        if _PLAIN.fullmatch(text):  # most captions; several times faster than character by character
            for word in _WORD.finditer(text.lower()):
                for piece, start, end in self._pieces(word[0]):
                    ids.append(piece)
                    offsets.append((word.start() + start, word.start() + end))
            return ids + [self.sep], offsets + [(0, 0)]
        for chars, places in self._words(text):
            if chars:
                for piece, start, end in self._pieces(''.join(chars)):
                    ids.append(piece)
                    offsets.append((places[start], places[end - 1] + 1))
        return ids + [self.sep], offsets + [(0, 0)]


@lru_cache(maxsize=None)
def tokenizer():
    """The tokenizer of glip-micro."""
    return WordPiece(Path(__file__).parent / 'tokenizer.json')
