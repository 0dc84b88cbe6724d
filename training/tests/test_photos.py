"""Photographs: folders of every form, views that keep their boxes, prompts that say only what is certain. All pictures are made here."""
import json
import os
import random
import sys
import tempfile
import unittest

import numpy as np
from PIL import Image
import torch

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, ROOT)
from glip import config  # noqa: E402
from glip.data import collate  # noqa: E402
from photos import Album, Photograph, PhotoSource, read, test_prompt  # noqa: E402
from photos.language import CaptionReader, Teller, caption_of, noun_phrases  # noqa: E402
from photos.names import CATEGORIES, forms, synonyms  # noqa: E402
from photos.readers import entities, with_phrases  # noqa: E402
from photos.views import carried, mosaic, part  # noqa: E402
from scenes import Caption, tokenizer  # noqa: E402
from scenes.language import Phrase  # noqa: E402

TWENTY = frozenset('dog cat person car horse sheep cow bird bus train boat bicycle chair couch bottle'.split())


def picture(path, size, colour=(200, 30, 30)):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    Image.new('RGB', size, colour).save(path)


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, 'w', encoding='utf8') as f:
        f.write(text)


def voc_annotation(size, things):
    parts = ''.join(f'<object><name>{n}</name><difficult>{d}</difficult><bndbox><xmin>{a}</xmin><ymin>{b}</ymin><xmax>{c}</xmax>'
                    f'<ymax>{e}</ymax></bndbox></object>' for n, d, (a, b, c, e) in things)
    return f'<annotation><filename>x.jpg</filename><size><width>{size[0]}</width><height>{size[1]}</height></size>{parts}</annotation>'


class InFolder(unittest.TestCase):
    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory()
        self.folder = self.temporary.name
        self.addCleanup(self.temporary.cleanup)

    def path(self, *parts):
        return os.path.join(self.folder, *parts)

    def album(self, photos):
        """The photographs with pictures in which every box is filled with a colour of its own."""
        for index, photo in enumerate(photos):
            photo.path, photo.key = self.path('images', f'{index}.png'), str(index)
            image = Image.new('RGB', photo.size, (10, 10, 10))
            for number, (_, box) in enumerate(photo.boxes):
                image.paste((250, 40 * number, 0), tuple(map(int, box)))
            os.makedirs(self.path('images'), exist_ok=True)
            image.save(photo.path)
        return Album(photos, self.path('cache'))


class Readers(InFolder):
    def test_our_own_form(self):
        picture(self.path('images', 'train', 'a.webp'), (60, 40))
        line = {'image': 'a.webp', 'width': 60, 'height': 40, 'source': 's', 'boxes': [{'name': 'dog', 'box': [1, 2, 30, 20]}],
                'exhaustive': ['dog', 'cat'], 'captions': ['A dog.']}
        write(self.path('train.jsonl'), json.dumps(line) + '\n')
        photo, = read(self.folder, 'train')
        self.assertEqual((photo.size, photo.boxes, photo.exhaustive), ((60, 40), [('dog', (1, 2, 30, 20))], {'dog', 'cat'}))

    def test_coco_without_what_a_crowd_shows(self):
        write(self.path('annotations', 'instances_train2017.json'), json.dumps({
            'categories': [{'id': 1, 'name': 'person'}, {'id': 2, 'name': 'tv'}, {'id': 3, 'name': 'dog'}],
            'images': [{'id': 7, 'file_name': 'x.jpg', 'width': 512, 'height': 1024}],
            'annotations': [{'image_id': 7, 'category_id': 1, 'bbox': [0, 0, 9, 9], 'iscrowd': 1},
                            {'image_id': 7, 'category_id': 1, 'bbox': [5, 5, 9, 9], 'iscrowd': 0},
                            {'image_id': 7, 'category_id': 2, 'bbox': [100, 200, 300, 400], 'iscrowd': 0}]}))
        write(self.path('annotations', 'captions_train2017.json'), json.dumps({'annotations': [{'image_id': 7, 'caption': ' A TV. '}]}))
        photo, = read(self.folder, 'train')
        self.assertEqual(photo.size, (208, 416))
        self.assertEqual(photo.boxes[0][0], 'television')
        self.assertTrue(np.allclose(photo.boxes[0][1], np.array([100, 200, 400, 600]) * 208 / 512))
        self.assertEqual((photo.exhaustive, photo.captions), ({'television', 'dog'}, ['A TV.']))
        self.assertEqual(photo.path, self.path('train2017', 'x.jpg'))

    def test_voc_without_difficult_objects_also_several_years(self):
        for year in ('VOC2007', 'VOC2012'):
            write(self.path(year, 'ImageSets', 'Main', 'train.txt'), 'x\n')
            os.makedirs(self.path(year, 'JPEGImages'))
            write(self.path(year, 'Annotations', 'x.xml'),
                  voc_annotation((100, 50), [('aeroplane', 0, (1, 1, 20, 20)), ('sofa', 1, (5, 5, 9, 9))]))
        first, second = read(self.folder, 'train')
        self.assertEqual(first.boxes, [('airplane', (0, 0, 20, 20))])
        self.assertIn('cat', first.exhaustive)
        self.assertNotIn('couch', first.exhaustive)
        self.assertEqual(read(self.path('VOC2012'), 'train')[0].path, second.path)

    def test_flickr_entities(self):
        self.assertEqual(entities('[/EN#1/people A man] with [/EN#2/other the red hat]'), ('A man with the red hat', [(2, 5, '1'), (15, 22, '2')]))
        write(self.path('train.txt'), '12\n')
        write(self.path('Sentences', '12.txt'), '[/EN#1/people A man] sees [/EN#9/scene the sea]\n')
        os.makedirs(self.path('images'))
        write(self.path('Annotations', '12.xml'), voc_annotation((100, 50), [('1', 0, (10, 10, 20, 20))]))
        photo, = read(self.folder, 'train')
        self.assertEqual((photo.boxes, photo.phrases), ([(None, (10, 10, 20, 20))], [(0, 2, 5, [0])]))

    def test_phrases_of_a_model_join_the_photograph(self):
        photo = Photograph('x', (50, 50), '', [('dog', (0, 0, 9, 9))], captions=['A dog on grass.'], key='a')
        write(self.path('p.jsonl'), json.dumps({'image': 'a', 'phrases': [
            {'caption': 0, 'start': 9, 'end': 14, 'boxes': [[0, 5, 50, 50]], 'scores': [0.7]}]}) + '\n')
        joined, = with_phrases([photo], self.path('p.jsonl'))
        self.assertEqual((joined.boxes[1], joined.phrases), ((None, (0, 5, 50, 50)), [(0, 9, 14, [1])]))


class Views(InFolder):
    def test_a_box_is_carried_through_crop_scale_and_flip(self):
        self.assertEqual(carried((10, 10, 30, 20), (20, 0, 40, 40), (2, 2), (40, 80), False), ((0, 20, 20, 40), 0.5))
        self.assertEqual(carried((10, 10, 30, 20), (20, 0, 40, 40), (2, 2), (40, 80), True)[0], (20, 20, 40, 40))
        self.assertEqual(carried((10, 10, 30, 20), (35, 0, 40, 40), (2, 2), (10, 80), False), (None, 0.0))

    def test_pixels_stay_in_their_boxes(self):
        album = self.album([Photograph('', (120, 90), 'voc', [('dog', (20, 20, 60, 70)), ('cat', (80, 10, 110, 50))], TWENTY)])
        colours = {'dog': (250, 0, 0), 'cat': (250, 40, 0)}
        for seed in range(40):
            view = part(album, 0, (96, 96), random.Random(seed))
            image = np.asarray(view.image)
            for name, (x0, y0, x1, y1) in view.things:
                self.assertEqual(tuple(image[round((y0 + y1) / 2), round((x0 + x1) / 2)]), colours[name])
                self.assertGreaterEqual(min(x0, y0, 96 - x1, 96 - y1), -1e-6)

    def test_what_is_cut_away_is_neither_there_nor_absent(self):
        album = self.album([Photograph('', (200, 60), 'voc', [('dog', (0, 0, 90, 60)), ('cat', (100, 0, 200, 60))], TWENTY)])
        for seed in range(60):
            view = part(album, 0, (64, 64), random.Random(seed))
            there = {name for name, _ in view.things}
            teller = Teller(view, {}, random.Random(seed))
            said = {s.text for s in teller.absent(12)}
            for name, box in album.photos[0].boxes:
                if name not in there and name in view.doubtful:
                    self.assertFalse(said & set(forms(name)[0] + forms(name)[1]))

    def test_a_mosaic_says_absent_only_what_all_parts_lack(self):
        album = self.album([Photograph('', (90, 90), 'voc', [('dog', (10, 10, 80, 80))], TWENTY),
                            Photograph('', (90, 90), 'coco', [('fork', (10, 10, 80, 80))], TWENTY | {'fork'})])
        view = mosaic(album, [0, 1, 0, 1], (128, 128), random.Random(1))
        self.assertEqual(view.exhaustive, TWENTY)
        teller = Teller(view, {}, random.Random(1))
        self.assertNotIn('fork', teller.boxes)
        self.assertEqual(len(teller.boxes['dog']), 2)


class Language(InFolder):
    def setUp(self):
        super().setUp()
        self.reader = CaptionReader(['dog', 'person', 'orange', 'bus', 'necktie', 'dining table'])

    def found(self, text, **counts):
        return [(text[a:b], name) for a, b, name, _ in self.reader.phrases(text, counts)]

    def test_captions_name_what_is_certain(self):
        self.assertEqual(self.found('A man walks his black dog.', dog=1, person=1), [('man', 'person'), ('black dog', 'dog')])
        self.assertEqual(self.found('A dog and another one', dog=2), [])
        self.assertEqual(self.found('Two dogs playing', dog=2), [('Two dogs', 'dog')])
        self.assertEqual(self.found('Three dogs playing', dog=2), [])
        self.assertEqual(self.found('A bus stop in an orange shirt', bus=1, orange=1), [])
        self.assertEqual(self.found('Men near a dining table', person=3, **{'dining table': 1}), [('dining table', 'dining table')])

    def test_noun_phrases_by_their_article(self):
        text = 'A man in a red shirt standing on the grass, a number of birds'
        self.assertEqual([text[a:b] for a, b in noun_phrases(text)], ['man', 'red shirt', 'grass'])

    def test_left_and_right_are_not_mirrored(self):
        photo = Photograph('', (100, 100), 'coco', [('dog', (10, 10, 60, 60))], TWENTY, ['The dog is left of it.'])
        album = self.album([photo])
        for seed in range(20):
            view = part(album, 0, (96, 96), random.Random(seed), whole=True)
            caption = caption_of(view, photo, self.reader, random.Random(seed))
            self.assertEqual(caption is None, view.flipped)

    def test_every_prompt_is_true(self):
        photos = [Photograph('', (120, 100), 'voc', [('dog', (5, 5, 60, 90)), ('dog', (65, 30, 90, 60)), ('cat', (92, 10, 118, 90))], TWENTY,
                             ['Two dogs and a cat.', 'Nice day']),
                  Photograph('', (100, 100), 'furniture', [('couch', (5, 5, 90, 90))])]
        source = PhotoSource(self.album(photos))
        tags = set()
        for seed in range(300):
            sample = source.make(seed, (96, 128))
            self.assertEqual(sample.image.shape, (96, 128, 3))
            caption = sample.captions[0]
            for p in caption.phrases:
                words = caption.text[p.start:p.end].lower()
                tags.add(p.tag)
                self.assertTrue(words and words == words.strip())
                if p.tag == 'absent':
                    self.assertEqual(p.boxes, [])
                else:
                    self.assertTrue(p.boxes)
                if p.tag in ('superlative',):
                    self.assertEqual(len(p.boxes), 1)
        self.assertLessEqual({'object', 'absent', 'caption', 'superlative', 'category', 'count'}, tags)
        again = PhotoSource(source.album)
        self.assertTrue(np.array_equal(again.make(5, (96, 96)).image, source.make(5, (96, 96)).image))

    def test_the_measuring_prompt_is_the_same_every_time(self):
        photo = Photograph('', (9, 9), 'voc', [('dog', (0, 0, 5, 5)), ('dog', (3, 3, 9, 9)), ('cat', (0, 0, 9, 9))], TWENTY, key='k')
        caption = test_prompt(photo)
        self.assertEqual(caption, test_prompt(photo))
        self.assertEqual(sorted(p.tag for p in caption.phrases if p.boxes), ['cat', 'dog'])
        self.assertEqual(sum(not p.boxes for p in caption.phrases), 2)

    def test_names_are_words_that_the_tokenizer_knows(self):
        vocab = tokenizer().vocab
        for name in [n for members in CATEGORIES.values() for n in members] + list(synonyms()):
            for form in forms(name)[0]:
                self.assertTrue(all(w in vocab for w in form.split()), form)


class Taught(unittest.TestCase):
    def test_words_of_captions_outside_phrases_are_not_taught(self):
        caption = Caption('a dog on grass', [Phrase(2, 5, [[0, 0, 20, 20]], 'caption', {'noun': 'dog'})])
        caption.unsure = ((0, 14),)
        plain = Caption('a dog on grass', caption.phrases)
        image = np.zeros((32, 32, 3), np.uint8)
        *_, taught = collate([(image, caption), (image, plain)], tokenizer().encode, config.micro(tokenizer().size), {'noun': {'dog': 0}})
        self.assertEqual(taught.tolist(), [[1, 0, 1, 0, 0, 1], [1, 1, 1, 1, 1, 1]])
        self.assertIsInstance(taught, torch.Tensor)


if __name__ == '__main__':
    unittest.main()
