"""A run's state made small, to travel: averaged weights and auxiliary heads in float16, without the optimizer's moments.

    python3 -m glip.small runs/a/rank0.pt state.pt

As rank0.pt of a folder, train.py --resume goes on from it; --init takes it too.
"""
import sys

import torch

LEFT_OUT = 'model', 'optimizer'  # the averages stand for the model


def small(value):
    if isinstance(value, dict):
        return {k: small(v) for k, v in value.items()}
    return value.half() if isinstance(value, torch.Tensor) and value.is_floating_point() else value


def main():
    source, target = sys.argv[1:]
    state = torch.load(source, map_location='cpu')
    torch.save(small({k: v for k, v in state.items() if k not in LEFT_OUT}), target)


if __name__ == '__main__':
    main()
