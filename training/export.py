"""Write a checkpoint as the page reads it: public/weights/glip-micro, and the parity file for the TypeScript tests.

The card is written afterwards, by glip.card, from what `npm run evaluate` measures on the export.

    /usr/bin/python3 export.py --weights runs/a/ema.pt --evaluation runs/a/evaluation.json
"""
import argparse
import json
import os
import shutil

os.environ.setdefault('OMP_NUM_THREADS', '1')

import numpy as np  # noqa: E402
import torch  # noqa: E402

from evaluate import load  # noqa: E402
from glip import safetensors  # noqa: E402
from glip.data import normalise  # noqa: E402
from scenes import make_sample, tokenizer  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
WEIGHTS = os.path.join(HERE, '..', 'public', 'weights', 'glip-micro')
PARITY = os.path.join(HERE, '..', 'tests', 'fixtures', 'glip-micro-parity.safetensors')
PARITY_SEED, PARITY_SIZE = 910_000_000, (96, 128)
KEPT = ('fpn.', 'bert.hidden', '.vlfuse.lang', '.bert.lang', '.dyconv.visual.', 'out.')


def half_weights(model):
    """{official name: float16 array}. The model itself is rounded too, so what follows sees the exported numbers."""
    for p in model.parameters():
        p.data = p.data.half().float()
    return {name: p.detach().numpy().astype(np.float16) for name, p in model.named_parameters()}


@torch.no_grad()
def parity_tensors(model):
    sample = make_sample(PARITY_SEED, PARITY_SIZE, 'val')
    ids = tokenizer().encode(sample.captions[0].text)[0]
    image = normalise(sample.image, model.config)[None]
    trace = {}
    model(image, torch.tensor([ids]), torch.ones(1, len(ids)), trace)
    tensors = {'input': image.numpy(), 'input_ids': np.array([ids]), 'attention_mask': np.ones((1, len(ids)), np.int64)}
    for name, tensor in trace.items():
        if any(k in name for k in KEPT):
            tensors[name] = tensor.numpy().astype(np.float32)
    return tensors, {'caption': sample.captions[0].text}


def write_atomically(path, write):
    """Others read these files while a training run replaces them."""
    write(path + '.part')
    os.replace(path + '.part', path)


def dump(value, path):
    with open(path, 'w') as f:
        json.dump(value, f, indent=2)
        f.write('\n')


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--weights', required=True, help='ema.pt of a run')
    parser.add_argument('--evaluation', required=True, help='JSON written by evaluate.py --out')
    parser.add_argument('--out', default=WEIGHTS, help='folder; another than that of the page gets no parity file')
    parser.add_argument('--name', help='id of the weights, for another model than glip-micro')
    parser.add_argument('--threshold', type=float, help='default threshold, instead of the one that the evaluation chose')
    args = parser.parse_args()
    torch.set_num_threads(1)
    model, config, _ = load(args.weights)
    with open(args.evaluation) as f:
        evaluation = json.load(f)
    config['postprocess'].update(evaluation['rules'], defaultThreshold=args.threshold or evaluation['threshold'])
    config['name'] = args.name or config['name']
    os.makedirs(args.out, exist_ok=True)
    weights = half_weights(model)
    tensors, notes = parity_tensors(model)
    write_atomically(os.path.join(args.out, 'model.safetensors'),
                     lambda p: safetensors.save(p, weights, safetensors.glip_metadata(config)))
    if args.out == WEIGHTS:
        os.makedirs(os.path.dirname(PARITY), exist_ok=True)
        write_atomically(PARITY, lambda p: safetensors.save(p, tensors, notes))
    dump(config, os.path.join(args.out, 'config.json'))
    for name in ('tokenizer.json', 'tokenizer_config.json'):
        shutil.copyfile(os.path.join(HERE, 'scenes', name), os.path.join(args.out, name))
    print({name: os.path.getsize(os.path.join(args.out, name)) for name in sorted(os.listdir(args.out))})


if __name__ == '__main__':
    main()
