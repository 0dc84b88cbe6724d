"""Train glip-micro on rendered scenes. See README.md; the recipe is explained beside each constant.

    nice -n 5 /usr/bin/python3 train.py --run runs/a --minutes 110
    /usr/bin/python3 train.py --run runs/a --minutes 110 --resume
"""
import argparse
import math
import os
import random
import time

os.environ.setdefault('OMP_NUM_THREADS', '1')  # two processes of one thread beat one of two

import torch  # noqa: E402
import torch.distributed as dist  # noqa: E402
import torch.multiprocessing as mp  # noqa: E402

from glip import config as configs  # noqa: E402
from glip.anchors import make_anchors  # noqa: E402
from glip.data import collate, photograph  # noqa: E402
from glip.losses import glip_loss  # noqa: E402
from glip.model import Glip  # noqa: E402
from glip.precision import use_bfloat16  # noqa: E402
from glip.words import WordSoftmax  # noqa: E402
from scenes import CONCEPTS, make_sample, tokenizer  # noqa: E402
from scenes.lexicon import NAMES, plural  # noqa: E402

BATCH = 8
SYNC = 8              # local SGD: parameters are averaged every SYNC steps
EMA = 0.998           # per step
PEAK_LR, FLOOR = 1e-3, 0.02
WARM_UP = 200
CLIP = 2.0
WORDS = 0.25          # weight of the auxiliary word softmax
# 168 px trains at three times the speed of 224; other sizes and aspects keep the model from relying on one.
# The large ones are padded to a multiple of 32 as on the page (640 x 480 arrives there as 298 x 224), the small ones are
# not: 168 px needs no window padding in the first two Swin stages.
SMALL = [(168, 168)] * 5 + [(144, 192), (192, 144), (160, 208), (208, 160), (192, 192)]
LARGE = [(224, 224)] * 5 + [(224, 298), (298, 224), (224, 298), (250, 224), (224, 250), (256, 256), (192, 192), (224, 336)]


def parameter_groups(modules):
    decay, rest = [], []
    for module in modules:
        for name, p in module.named_parameters():
            if p.requires_grad:
                matrix = p.dim() > 1 and 'embeddings' not in name and 'relative_position' not in name
                (decay if matrix else rest).append(p)
    return [{'params': decay, 'weight_decay': 0.05}, {'params': rest, 'weight_decay': 0.0}]


def word_forms():
    """Every concept with the words for it: {group: {concept: [form]}}; nouns also as synonyms and plurals."""
    forms = {group: {name: [name] for name in names} for group, names in CONCEPTS.items()}
    for name in forms['noun']:
        forms['noun'][name] = [f for n in NAMES.get(name, [name]) for f in (n, plural(n))]
    forms['category'] = {name: [name, plural(name)] for name in forms['category']}
    return forms


def learning_rate(step, progress):
    cosine = FLOOR + (1 - FLOOR) * 0.5 * (1 + math.cos(math.pi * min(progress, 1.0)))
    return PEAK_LR * cosine * min(1.0, (step + 1) / WARM_UP)


def make_batch(step, rank, world, progress, large, encode, config, index):
    """The batch is a function of (step, rank, progress), so a resumed run sees no scene twice."""
    size = random.Random(step).choice(LARGE if large else SMALL)  # the same in every process: equal work
    first = (step * world + rank) * BATCH
    dense = 0.8 - 0.5 * min(1.0, progress)
    pairs = []
    for seed in range(first, first + BATCH):
        density = 'dense' if random.Random(seed).random() < dense else 'normal'
        sample = photograph(lambda s, hw: make_sample(s, hw, 'train', density), seed, size)
        pairs.append((sample.image, sample.captions[0]))
    return collate(pairs, encode, config, index, config['image']['sizeDivisor'] if large else 1)


def average(tensors, elapsed, world):
    """Average parameters over the processes in place; returns their common elapsed time."""
    flat = torch.cat([t.data.view(-1) for t in tensors] + [torch.tensor([elapsed])])
    if world > 1:
        dist.all_reduce(flat)
        flat /= world
    offset = 0
    for t in tensors:
        t.data.copy_(flat[offset:offset + t.numel()].view_as(t))
        offset += t.numel()
    return flat[-1].item()


def save(path, state):
    torch.save(state, path + '.part')
    os.replace(path + '.part', path)


def worker(rank, args):
    torch.set_num_threads(1)
    torch.manual_seed(0)  # the same initial weights in every process
    world = args.processes
    if world > 1:
        dist.init_process_group('gloo', init_method=f'file://{os.path.abspath(args.run)}/rendezvous',
                                rank=rank, world_size=world)
    wordpiece = tokenizer()
    config = configs.micro(wordpiece.size)
    model = Glip(config)
    words = WordSoftmax(config['fpn']['channels'], config['bert']['hiddenSize'], config['bert']['vocabSize'],
                        word_forms(), wordpiece.encode)
    if args.bfloat16:
        use_bfloat16(model)
    groups = parameter_groups([model, words])
    tensors = [p for g in groups for p in g['params']]
    optimizer = torch.optim.AdamW(groups, lr=PEAK_LR, betas=(0.9, 0.98))
    ema = {k: v.clone() for k, v in model.state_dict().items()}
    step, elapsed, own = 0, 0.0, os.path.join(args.run, f'rank{rank}.pt')
    if args.resume:
        state = torch.load(own)
        model.load_state_dict(state['model'])
        words.load_state_dict(state['words'])
        optimizer.load_state_dict(state['optimizer'])
        ema, step, elapsed = state['ema'], state['step'], state['elapsed']
        steps = torch.tensor([float(step)])
        if world > 1:
            dist.all_reduce(steps, dist.ReduceOp.MAX)
        if steps.item() != step:
            raise SystemExit('the checkpoints of the processes are of different steps')
    log = open(os.path.join(args.run, 'log.txt'), 'a', buffering=1) if rank == 0 else None
    embeddings = model.language_backbone.body.model.embeddings.word_embeddings.weight
    sums, saved, since, since_step = {}, elapsed, elapsed, step
    while elapsed < args.minutes * 60:
        progress = elapsed / (args.minutes * 60)
        large = progress >= args.large_from
        model.set_plain(not large)
        begin = time.monotonic()
        for _ in range(SYNC):
            for group in optimizer.param_groups:
                group['lr'] = learning_rate(step, progress)
            torch.manual_seed(step * world + rank)
            images, ids, mask, targets, concepts = make_batch(
                step, rank, world, progress, large, wordpiece.encode, config, words.index)
            out = model(images, ids, mask)
            anchors = make_anchors([m.shape[2:] for m in out['maps']], **config['anchors'])
            losses, assigned = glip_loss(out, anchors, targets, mask)
            losses['words'], hits = words(out, assigned, concepts, embeddings)
            total = losses['token'] + losses['box'] + losses['centerness'] + WORDS * losses['words']
            optimizer.zero_grad()
            total.backward()
            norm = torch.nn.utils.clip_grad_norm_(tensors, CLIP)
            if torch.isfinite(norm):
                optimizer.step()
            step += 1
            for key, value in (*losses.items(), ('noun', hits), ('norm', norm)):
                if math.isfinite(value := float(value)):
                    total_value, count = sums.get(key, (0.0, 0))
                    sums[key] = (total_value + value, count + 1)
        elapsed = average(tensors, elapsed + time.monotonic() - begin, world)
        decay = min(EMA ** SYNC, (1 + step) / (10 * SYNC + step))
        for key, value in model.state_dict().items():
            ema[key].mul_(decay).add_(value, alpha=1 - decay)
        if log and step % (10 * SYNC) == 0:
            rate = (step - since_step) * BATCH * world / (elapsed - since)
            print(f'step {step} samples {step * BATCH * world} min {elapsed / 60:.1f} rate {rate:.1f}/s '
                  f'lr {learning_rate(step, progress):.2e} ' + ('large ' if large else '')
                  + ' '.join(f'{k} {v / n:.3f}' for k, (v, n) in sums.items()), file=log)
            sums, since, since_step = {}, elapsed, step
        if elapsed - saved > args.save_every * 60 or elapsed >= args.minutes * 60:
            saved = elapsed
            save(own, {'model': model.state_dict(), 'words': words.state_dict(), 'optimizer': optimizer.state_dict(),
                       'ema': ema, 'step': step, 'elapsed': elapsed})
            if rank == 0:
                save(os.path.join(args.run, 'ema.pt'), {'ema': ema, 'config': config, 'large': large, 'step': step,
                                                        'samples': step * BATCH * world, 'minutes': elapsed / 60})


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--run', required=True, help='folder of the log and the checkpoints')
    parser.add_argument('--minutes', type=float, default=180, help='training time; the schedule follows the clock')
    parser.add_argument('--large-from', type=float, default=0.65,
                        help='share of the time after which deformable convolution and 224 px begin')
    parser.add_argument('--processes', type=int, default=2)
    parser.add_argument('--save-every', type=float, default=5, help='minutes')
    parser.add_argument('--bfloat16', action='store_true', help='faster where the CPU has avx512_bf16')
    parser.add_argument('--resume', action='store_true')
    args = parser.parse_args()
    os.makedirs(args.run, exist_ok=True)
    rendezvous = os.path.join(args.run, 'rendezvous')
    if os.path.exists(rendezvous):
        os.remove(rendezvous)
    if args.processes == 1:
        worker(0, args)
    else:
        mp.spawn(worker, (args,), nprocs=args.processes)


if __name__ == '__main__':
    main()
