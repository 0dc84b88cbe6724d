"""The mean of the weights at the ends of several runs: it grounds better than the last of them alone.

    /usr/bin/python3 average.py --out runs/i/mean.pt runs/g/ema.pt runs/h/ema.pt runs/i/ema.pt
Only runs of which each began where the one before ended can be averaged: their weights lie in one valley. The notes and the config
are those of the last.
"""
import argparse

import torch


def average(states):
    """Checkpoints (ema.pt) -> the last of them with the mean of all their weights."""
    ema = {name: torch.stack([s['ema'][name].float() for s in states]).mean(0).to(value.dtype) for name, value in states[-1]['ema'].items()}
    return {**states[-1], 'ema': ema}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('weights', nargs='+', help='ema.pt of the runs, the latest last')
    parser.add_argument('--out', required=True)
    args = parser.parse_args()
    torch.save(average([torch.load(path, map_location='cpu') for path in args.weights]), args.out)


if __name__ == '__main__':
    main()
