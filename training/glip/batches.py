"""Batches for training, rendered ahead by worker processes where there are cores to spare."""
import random

from torch.utils.data import DataLoader, Dataset

from scenes import make_sample, tokenizer

from .data import collate, photograph


class Batches(Dataset):
    """Batch number `step` of a process: a function of its arguments alone, so a resumed run goes on where it stopped."""

    def __init__(self, stage, size, rank, world, config, concept_index, first_seed=0, photos=None):
        """photos: a PhotoSource, from which the stage's share of the samples is taken."""
        self.stage, self.size, self.rank, self.world = stage, size, rank, world
        self.config, self.concept_index, self.first_seed = config, concept_index, first_seed
        self.photos = photos

    def __getitem__(self, step):
        shape = random.Random(step).choice(self.stage.sizes)  # the same in every process: equal work
        first = self.first_seed + (step * self.world + self.rank) * self.size
        pairs = []
        for seed in range(first, first + self.size):
            choice = random.Random(seed)
            density = choice.choices(('dense', 'spatial', 'normal'), self.stage.densities)[0]
            if self.photos and choice.random() < self.stage.photographs:
                sample = self.photos.make(seed, shape)
                pairs.append((sample.image, sample.captions[0]))
                continue
            sample = photograph(lambda s, hw: make_sample(s, hw, 'train', density), seed, shape)
            pairs.append((sample.image, sample.captions[0]))
        return collate(pairs, tokenizer().encode, self.config, self.concept_index)


def batches_from(step, renderers, *args):
    """Endless iterator of batches from number `step` on; `renderers`: worker processes, 0 to render in place."""
    batches, steps = Batches(*args), range(step, 1 << 40)
    if not renderers:
        return (batches[s] for s in steps)
    return iter(DataLoader(batches, batch_size=None, sampler=steps, num_workers=renderers, prefetch_factor=4))
