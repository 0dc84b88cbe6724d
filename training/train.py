"""Train glip-micro on rendered scenes. See README.md; the recipe is explained beside each constant.

    nice -n 5 /usr/bin/python3 train.py --run runs/a --minutes 110
    /usr/bin/python3 train.py --run runs/a --minutes 110 --resume
"""
import argparse
import json
import math
import os
import time

os.environ.setdefault('OMP_NUM_THREADS', '1')  # two processes of one thread beat one of two

import torch  # noqa: E402
import torch.distributed as dist  # noqa: E402
import torch.multiprocessing as mp  # noqa: E402

from glip import config as configs  # noqa: E402
from glip.anchors import make_anchors  # noqa: E402
from glip.batches import batches_from  # noqa: E402
from glip.losses import glip_loss  # noqa: E402
from glip.measure import as_read, measure  # noqa: E402
from glip.metrics import average_precision, mean_average_precision, recall_at  # noqa: E402
from glip.model import Glip  # noqa: E402
from glip.phrases import phrase_loss  # noqa: E402
from glip.places import PlaceLoss  # noqa: E402
from glip.precision import mixed
from glip.relations import RelationLoss  # noqa: E402
from glip.schedule import learning_rate, stage_at  # noqa: E402
from glip.warm import carry_on, warm_start  # noqa: E402
from glip.words import WordSoftmax  # noqa: E402
from photos import FIRST_TRIED, GENERAL, VALIDATION, Album, PhotoSource, evenly, read_all, test_sample  # noqa: E402
from photos.readers import with_phrases  # noqa: E402
from photos.names import concepts_with, further_forms  # noqa: E402
from scenes import CONCEPTS, tokenizer  # noqa: E402
from scenes.lexicon import NAMES, plural  # noqa: E402
from scenes.write import validation_sample  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
SYNC = 8              # local SGD: parameters are averaged every SYNC steps
EMA = 0.998           # per step
CLIP = 2.0
HEADS_FIRST, HEADS_LR = 300, 1e-3  # steps in which only new auxiliary heads learn: at random, they would lead good weights astray
WEIGHTS = {'words': 0.25, 'relation': 0.4, 'phrase': 0.5}  # of auxiliary losses; the rest is 1
VALIDATION_SEED, VALIDATION_SCENES = 700_000_000, 72
VALIDATION_ABSENT = 3  # names in the prompt of a photograph beside the present ones
SPATIAL = 'relation', 'superlative'  # tags of phrases whose noun alone does not decide
RULE = {'scoreAggregation': 'power', 'useCenterness': False}


def parameter_groups(modules):
    decay, rest = [], []
    for module in modules:
        for name, p in module.named_parameters():
            if p.requires_grad:
                matrix = p.dim() > 1 and 'embeddings' not in name and 'relative_position' not in name
                (decay if matrix else rest).append(p)
    return [{'params': decay, 'weight_decay': 0.05}, {'params': rest, 'weight_decay': 0.0}]


def word_forms(photographed=()):
    """Every concept with the words for it: {group: {concept: [form]}}; nouns also as synonyms and plurals. `photographed`: names of
    things in photographs."""
    forms = {group: {name: [name] for name in names} for group, names in CONCEPTS.items()}
    for name in forms['noun']:
        forms['noun'][name] = [f for n in NAMES.get(name, [name]) for f in (n, plural(n))]
    for name, further in further_forms(photographed).items():
        forms['noun'][name] = list(dict.fromkeys(forms['noun'][name] + further))
    forms['noun'].update(concepts_with(photographed))
    forms['category'] = {name: [name, plural(name)] for name in forms['category']}
    return forms


def move(batch, device):
    images, ids, mask, targets, concepts, places, relations, phrases, taught = batch
    targets = [(boxes.to(device), positive_map.to(device)) for boxes, positive_map in targets]
    return images.to(device), ids.to(device), mask.to(device), targets, concepts, places.to(device), relations, phrases, taught.to(device)


def save(path, state):
    torch.save(state, path + '.part')
    os.replace(path + '.part', path)


class Trainer:
    """One process of a run: its model, its optimizer and how far it is."""

    def __init__(self, rank, args):
        self.rank, self.args, self.world = rank, args, args.processes
        torch.manual_seed(0)  # the same initial weights in every process
        self.device = torch.device('cuda', int(os.environ.get('LOCAL_RANK', rank))) if torch.cuda.is_available() else torch.device('cpu')
        wordpiece = tokenizer()
        self.config = configs.micro(wordpiece.size)
        self.model = Glip(self.config)
        self.photos, self.unseen = self.open_photos() if args.photos else (None, None)
        self.words = WordSoftmax(self.config['fpn']['channels'], self.config['bert']['hiddenSize'],
                                 word_forms(self.photos.names if self.photos else ()), wordpiece.encode)
        self.places = PlaceLoss(self.config['fpn']['channels'], self.config['bert']['hiddenSize'], self.config['head']['numLayers'])
        self.relations = RelationLoss(self.config['fpn']['channels'], self.config['bert']['hiddenSize'], self.config['head']['numLayers'])
        self.modules = {'model': self.model, 'words': self.words, 'places': self.places, 'relations': self.relations}
        if args.init and not args.resume:
            checkpoint = args.init.endswith('.pt')
            missing = carry_on(self.modules, args.init) if checkpoint else warm_start(self.model, args.init, wordpiece.vocab)
            if rank == 0:
                print('not found in the initial weights:', missing)
        self.heads_first = HEADS_FIRST if args.init and os.path.isdir(args.init) else 0
        self.learnt = [p for p in self.model.parameters() if p.requires_grad]  # all but what GLIP leaves unused
        groups = parameter_groups([module.to(self.device) for module in self.modules.values()])
        self.tensors = [p for g in groups for p in g['params']]
        self.optimizer = torch.optim.AdamW(groups, lr=args.peak_lr, betas=(0.9, 0.98))
        self.embeddings = self.model.language_backbone.body.model.embeddings.word_embeddings.weight
        self.ema = {k: v.clone() for k, v in self.model.state_dict().items()}
        self.step, self.elapsed, self.best, self.passed = 0, 0.0, 0.0, 0.0
        self.own = os.path.join(args.run, f'rank{rank}.pt')
        if args.resume:
            self.restore()

    def open_photos(self):
        """-> (PhotoSource of the training split, Album of the general photographs of the test split, evenly chosen)."""
        cache = os.path.join(HERE, 'runs', 'photos-cache')
        train = read_all(self.args.photos, 'train')
        train = with_phrases(train, self.args.phrases) if self.args.phrases else train
        general = [p for p in read_all(self.args.photos, 'test') if p.source.startswith(GENERAL)]
        return PhotoSource(Album(train, cache)), Album(evenly(general, VALIDATION), cache)

    def progress(self):
        """The share of the training that has passed: of --minutes, or of the time up to the deadline, however often it was interrupted."""
        if self.args.deadline:
            left = max(0.0, self.args.deadline - time.time())
            self.passed = max(self.passed, self.elapsed / max(self.elapsed + left, 1e-6))
        else:
            self.passed = self.elapsed / (self.args.minutes * 60)
        if self.world > 1:
            shared = torch.tensor([self.passed])
            dist.broadcast(shared, 0)
            self.passed = shared.item()
        return self.passed

    def restore(self):
        state = torch.load(self.own, map_location=self.device)
        for name, module in self.modules.items():
            module.load_state_dict(state[name if name in state else 'ema'])
        if 'optimizer' in state:  # a state made small (glip/small.py) has none
            self.optimizer.load_state_dict(state['optimizer'])
        state['ema'] = {k: v.float().to(self.device) for k, v in state['ema'].items()}
        self.ema, self.step, self.elapsed, self.best, self.heads_first = (
            state[k] for k in ('ema', 'step', 'elapsed', 'best', 'heads_first'))
        self.passed = state.get('passed', 0.0)
        steps = torch.tensor([float(self.step)])
        if self.world > 1:
            dist.all_reduce(steps, dist.ReduceOp.MAX)
        if steps.item() != self.step:
            raise SystemExit('the checkpoints of the processes are of different steps')

    def loss(self, batch):
        """-> (total, {name: float} for the log)."""
        images, ids, mask, targets, concepts, places, relations, phrases, taught = move(batch, self.device)
        with mixed(self.device):
            out = self.model(images, ids, mask)
        anchors = make_anchors([m.shape[2:] for m in out['maps']], **self.config['anchors'], device=self.device)
        losses, assigned = glip_loss(out, anchors, targets, taught)
        losses['words'], hits = self.words(out, assigned, concepts, self.embeddings)
        everywhere = torch.cat(anchors)
        losses['place'], shown = self.places(out, everywhere, targets, places)
        losses['relation'], sides = self.relations(out, mask, everywhere, relations, images.shape[2:])
        losses['phrase'], seen = phrase_loss(out, anchors, assigned, targets, phrases)
        total = sum(WEIGHTS.get(name, 1) * loss for name, loss in losses.items())
        return total, {**{k: float(v) for k, v in losses.items()}, 'noun': hits, **shown, **sides, **seen}

    def train_step(self, batch, progress):
        samples = self.args.batch * self.world
        heads_only = self.step < self.heads_first
        for p in self.learnt:
            p.requires_grad_(not heads_only)
        rate = HEADS_LR if heads_only else learning_rate(self.step - self.heads_first, progress, samples, self.args.peak_lr)
        for group in self.optimizer.param_groups:
            group['lr'] = rate
        torch.manual_seed(self.step * self.world + self.rank)
        total, shown = self.loss(batch)
        self.optimizer.zero_grad()
        total.backward()
        norm = torch.nn.utils.clip_grad_norm_(self.tensors, CLIP)
        if torch.isfinite(norm):
            self.optimizer.step()
        self.step += 1
        return {**shown, 'norm': float(norm)}

    def average(self, seconds):
        """Average parameters over the processes in place, and agree on the time that has passed."""
        if self.world > 1:
            flat = torch.cat([t.data.view(-1).cpu() for t in self.tensors] + [torch.tensor([seconds])])
            dist.all_reduce(flat)
            flat /= self.world
            seconds, offset = flat[-1].item(), 0
            for t in self.tensors:
                t.data.copy_(flat[offset:offset + t.numel()].view_as(t))
                offset += t.numel()
        self.elapsed += seconds
        decay = min(EMA ** SYNC, (1 + self.step) / (10 * SYNC + self.step))
        for key, value in self.model.state_dict().items():
            self.ema[key].mul_(decay).add_(value, alpha=1 - decay)

    def validate(self):
        """The averaged weights on scenes with unseen seeds and on test photographs, shared among the processes -> {measure: value}."""
        mine = {k: v.clone() for k, v in self.model.state_dict().items()}
        self.model.load_state_dict(self.ema)
        self.model.eval()
        seeds = range(VALIDATION_SEED + self.rank, VALIDATION_SEED + VALIDATION_SCENES, self.world)
        records = measure(self.model, (as_read(validation_sample(seed, 'standard'), self.config) for seed in seeds), [RULE])[0]
        photo_records = []
        if self.unseen:
            mine_only = range(self.rank, len(self.unseen), self.world)
            samples = (as_read(test_sample(self.unseen, i, VALIDATION_ABSENT), self.config) for i in mine_only)
            photo_records = measure(self.model, samples, [RULE])[0]
        self.model.load_state_dict(mine)
        self.model.train()
        if self.world > 1:
            parts = [None] * self.world
            dist.all_gather_object(parts, (records, photo_records))
            records, photo_records = ([r for part in parts for r in part[k]] for k in (0, 1))
        ap50, ap = average_precision(records)
        spatial = [r for r in records if r['tag'] in SPATIAL]
        found = {'recall_at_1': recall_at(records, 1), 'spatial': recall_at(spatial, 1), 'ap50': ap50, 'ap': ap}
        if photo_records:
            found.update(photo_recall_at_1=recall_at(photo_records, 1), photo_recall_at_5=recall_at(photo_records, 5),
                         photo_ap50=average_precision(photo_records)[0], photo_ap50_by_name=mean_average_precision(photo_records))
            eight = [r for r in photo_records if r['tag'] in FIRST_TRIED]
            found['photo_first_tried'] = recall_at(eight, 1)
        return found

    def keep(self):
        """Write the state to go on from; validate, and keep the averaged weights, apart where they are the best so far."""
        measured = self.validate()
        score = measured['recall_at_1'] + measured['ap'] + measured.get('photo_recall_at_1', 0) + measured.get('photo_ap50', 0)
        better, self.best = score > self.best, max(score, self.best)
        save(self.own, {**{name: module.state_dict() for name, module in self.modules.items()}, 'ema': self.ema,
                        'optimizer': self.optimizer.state_dict(), 'step': self.step, 'elapsed': self.elapsed, 'best': self.best, 'passed': self.passed,
                        'heads_first': self.heads_first, 'config': self.config})
        if self.rank == 0:
            notes = {'step': self.step, 'samples': self.step * self.args.batch * self.world,
                     'minutes': self.elapsed / 60, **measured}
            names = ('ema.pt', 'best.pt') if better else ('ema.pt',)
            for name in names:
                save(os.path.join(self.args.run, name),
                     {'ema': {k: v.cpu() for k, v in self.ema.items()}, 'config': self.config, **notes})
            with open(os.path.join(self.args.run, 'curve.jsonl'), 'a') as f:
                f.write(json.dumps(notes) + '\n')

    def log(self, file, rate, sums):
        values = ' '.join(f'{k} {sum(v) / len(v):.3f}' for k, v in sums.items() if v)
        print(f'step {self.step} samples {self.step * self.args.batch * self.world} min {self.elapsed / 60:.1f} '
              f'rate {rate:.1f}/s lr {self.optimizer.param_groups[0]["lr"]:.2e} {values}', file=file)

    def run(self):
        stage, batches, sums = None, None, {}
        file = open(os.path.join(self.args.run, 'log.txt'), 'a', buffering=1) if self.rank == 0 else None
        saved, since, since_step = self.elapsed, self.elapsed, self.step
        progress = self.progress()
        while progress < 1:
            if stage_at(progress) is not stage:
                stage = stage_at(progress)
                batches = batches_from(self.step, self.args.renderers, stage, self.args.batch, self.rank, self.world,
                                       self.config, self.words.index, self.args.first_seed, self.photos)
            begin = time.monotonic()
            for _ in range(SYNC):
                for key, value in self.train_step(next(batches), progress).items():
                    if math.isfinite(value):
                        sums.setdefault(key, []).append(value)
            self.average(time.monotonic() - begin)
            if file and self.step % (10 * SYNC) == 0:
                rate = (self.step - since_step) * self.args.batch * self.world / (self.elapsed - since)
                self.log(file, rate, sums)
                sums, since, since_step = {}, self.elapsed, self.step
            progress = self.progress()
            if self.elapsed - saved > self.args.save_every * 60 or progress >= 1:
                saved = self.elapsed
                self.keep()


def deadline(text):
    """The next moment at which a clock shows HH:MM, in seconds of time.time()."""
    hour, minute = map(int, text.split(':'))
    now = time.time()
    day = time.localtime(now)
    moment = time.mktime((*day[:3], hour, minute, 0, 0, 0, -1))
    return moment if moment > now else moment + 86400


def worker(rank, args):
    torch.set_num_threads(1)
    if args.processes > 1 and not dist.is_initialized():
        dist.init_process_group('gloo', init_method=f'file://{os.path.abspath(args.run)}/rendezvous',
                                rank=rank, world_size=args.processes)
    Trainer(rank, args).run()


def main():
    cuda = torch.cuda.is_available()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--run', required=True, help='folder of the log and the checkpoints')
    parser.add_argument('--minutes', type=float, default=180, help='training time; the schedule follows the clock')
    parser.add_argument('--deadline', type=deadline, help='HH:MM at which the run ends, instead of --minutes: however often it is stopped '
                        'or slowed, the schedule ends there')
    parser.add_argument('--photos', nargs='+', help='folders of photographs with boxes, of any form of photos/readers.py; without, drawn scenes only')
    parser.add_argument('--phrases', help='boxes for words of captions, by pseudo_labels.py')
    parser.add_argument('--init', help='start from exported weights (a folder), or from rank0.pt of another run, which also has its auxiliary heads')
    parser.add_argument('--first-seed', type=int, default=0,
                        help='scenes are numbered from here on: a number beyond those that the initial weights have seen')
    parser.add_argument('--peak-lr', type=float, default=1e-3,
                        help='highest learning rate, for 16 samples a step; lower where good weights are trained on')
    parser.add_argument('--processes', type=int, default=torch.cuda.device_count() if cuda else 2)
    parser.add_argument('--batch', type=int, default=64 if cuda else 8, help='samples per step and process')
    parser.add_argument('--renderers', type=int, default=max(1, os.cpu_count() - 2) if cuda else 0,
                        help='processes per trainer that render ahead; 0 renders in place, best where all cores train')
    parser.add_argument('--save-every', type=float, default=8, help='minutes')
    parser.add_argument('--resume', action='store_true')
    args = parser.parse_args()
    os.makedirs(args.run, exist_ok=True)
    def decode():
        if args.photos:  # once on every machine, before all its processes read them
            Album(read_all(args.photos, 'train'), os.path.join(HERE, 'runs', 'photos-cache'))

    if 'TORCHELASTIC_RUN_ID' in os.environ:  # torchrun has started the processes
        # Parameters are averaged on the CPU, so that gloo serves GPUs and machines of every kind.
        dist.init_process_group('gloo')
        args.processes = dist.get_world_size()
        if int(os.environ['LOCAL_RANK']) == 0:
            decode()
        dist.barrier()
        return worker(dist.get_rank(), args)
    rendezvous = os.path.join(args.run, 'rendezvous')
    if os.path.exists(rendezvous):
        os.remove(rendezvous)
    decode()
    if args.processes == 1:
        worker(0, args)
    else:
        mp.spawn(worker, (args,), nprocs=args.processes)


if __name__ == '__main__':
    main()
