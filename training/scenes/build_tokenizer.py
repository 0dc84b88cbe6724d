"""Writes tokenizer.json and tokenizer_config.json: `python3 -m scenes.build_tokenizer` (needs Debian's wamerican).

Whole words for everything captions say; for the rest of English the commonest pieces of the word list.
Entries that the file already has keep their ids, since trained weights know them by these; new ones follow.
"""

import json
import re
import string
from collections import Counter
from pathlib import Path

from . import lexicon, words
from .wordpiece import tokenizer

HERE = Path(__file__).parent
SIZE = 4764  # entries at most
SPECIAL = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]']
SUFFIXES = 'ing ed er est ly s es tion ness ment ful less able ous ive al ish y ies ier ity ist ism or ian en'.split()


def caption_words():
    texts = list(words.FUNCTION) + list(lexicon.COLOURS) + lexicon.FILLS + lexicon.ELSEWHERE + list(lexicon.ALIKE)
    texts += [lexicon.plural(w) for w in lexicon.ELSEWHERE]
    for names in lexicon.NAMES.values():
        for name in names:
            texts += [name, lexicon.plural(name)]
    for name in lexicon.CATEGORIES + list(lexicon.GROUPS):
        texts += [name, lexicon.plural(name)]
    for table in (
        words.SIZES, words.NUMBERS, words.SUPERLATIVES, words.SIDES, words.REGIONS, words.RELATIONS, words.LINKS,
        words.VERBS, words.EXIST, lexicon.SYNONYMS,
    ):
        texts += [t for many in table.values() for t in many]
    texts += words.OPENINGS + words.JOINTS + words.ENDINGS + words.SEPARATORS + list(words.FROM.values())
    texts += [text for frame in words.FRAMES for text in frame[:2]] + ['colored coloured']
    found = dict.fromkeys(w for t in texts for w in re.findall(r'[a-z]+', t.lower()))
    return [w for w in found if len(w) > 1]


def photograph_words():
    """Words of the names in photographs, and those that captions of photographs use often (photos/words.txt)."""
    from photos.names import forms, synonyms

    names = [f for name in synonyms() for group in forms(name) for f in group]
    found = dict.fromkeys(w for name in names for w in re.findall(r'[a-z]+', name))
    found.update(dict.fromkeys((HERE.parent / 'photos' / 'words.txt').read_text('utf8').split()))
    return [w for w in found if len(w) > 1]


def pieces():
    """Beginnings and inner pieces of two to five letters, by frequency times letters saved."""
    starts, inner = Counter(), Counter()
    for word in Path('/usr/share/dict/words').read_text('utf8').split():
        if re.fullmatch(r'[a-z]{4,}', word):
            for size in (2, 3, 4, 5):
                starts[word[:size]] += size - 1
                for at in range(1, len(word) - size + 1):
                    inner[word[at : at + size]] += size - 1
    rank = lambda counts: sorted(counts, key=lambda p: (-counts[p], p))
    return rank(starts), rank(inner)


def vocabulary():
    marks = list(string.punctuation) + list('–—‘’“”…°€£·•×«»¿¡')
    single = list(string.digits + string.ascii_lowercase)
    entries = list(tokenizer().vocab) if (HERE / 'tokenizer.json').exists() else []
    entries += SPECIAL + marks + single + ['##' + c for c in single] + caption_words() + photograph_words()
    entries += ['##' + s for s in SUFFIXES]
    known = dict.fromkeys(entries)
    if len(known) > SIZE:
        raise ValueError(f'{len(known)} words do not fit into {SIZE} entries')
    starts, inner = pieces() if len(known) < SIZE else ([], [])
    # Two inner pieces for a beginning: a word has one beginning and often more than one rest.
    rest = [p for start, *ends in zip(starts, inner[::2], inner[1::2]) for p in (start, *('##' + e for e in ends))]
    for piece in rest[: 3 * SIZE]:
        if len(known) < SIZE:
            known[piece] = None
    return {token: index for index, token in enumerate(known)}


def main():
    vocab = vocabulary()
    special = lambda name: {'SpecialToken': {'id': name, 'type_id': 0}}
    sequence = lambda name, kind: {'Sequence': {'id': name, 'type_id': kind}}
    tokenizer = {
        'version': '1.0',
        'truncation': None,
        'padding': None,
        'added_tokens': [
            {
                'id': vocab[t],
                'special': True,
                'content': t,
                'single_word': False,
                'lstrip': False,
                'rstrip': False,
                'normalized': False,
            }
            for t in SPECIAL
        ],
        'normalizer': {
            'type': 'BertNormalizer',
            'clean_text': True,
            'handle_chinese_chars': True,
            'strip_accents': None,
            'lowercase': True,
        },
        'pre_tokenizer': {'type': 'BertPreTokenizer'},
        'post_processor': {
            'type': 'TemplateProcessing',
            'single': [special('[CLS]'), sequence('A', 0), special('[SEP]')],
            'pair': [
                special('[CLS]'),
                sequence('A', 0),
                special('[SEP]'),
                sequence('B', 1),
                {'SpecialToken': {'id': '[SEP]', 'type_id': 1}},
            ],
            'special_tokens': {t: {'id': t, 'ids': [vocab[t]], 'tokens': [t]} for t in ('[CLS]', '[SEP]')},
        },
        'decoder': {'type': 'WordPiece', 'prefix': '##', 'cleanup': True},
        'model': {
            'type': 'WordPiece',
            'unk_token': '[UNK]',
            'continuing_subword_prefix': '##',
            'max_input_chars_per_word': 100,
            'vocab': vocab,
        },
    }
    (HERE / 'tokenizer.json').write_text(json.dumps(tokenizer, ensure_ascii=False, separators=(',', ':')), 'utf8')
    config = {
        'do_lower_case': True,
        'tokenizer_class': 'BertTokenizer',
        'model_max_length': 64,
        'strip_accents': None,
        'tokenize_chinese_chars': True,
        'unk_token': '[UNK]',
        'sep_token': '[SEP]',
        'pad_token': '[PAD]',
        'cls_token': '[CLS]',
        'mask_token': '[MASK]',
    }
    (HERE / 'tokenizer_config.json').write_text(json.dumps(config, indent=2) + '\n', 'utf8')
    print(len(vocab), 'entries')


if __name__ == '__main__':
    main()
