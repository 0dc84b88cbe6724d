"""Start from the weights of another run instead of from noise: the model's world may have grown since."""
import json
import os

import torch

from . import safetensors

WORDS = 'language_backbone.body.model.embeddings.word_embeddings.weight'
TOWER = 'rpn.head.dyhead_tower.'


def carry_on(modules, file):
    """Copy averaged weights and auxiliary heads of a run's checkpoint (rank0.pt). modules: {name in the checkpoint: module}.
    -> names of modules and tensors that the run did not have"""
    state, missing = torch.load(file, map_location='cpu'), []
    for name, module in modules.items():
        source = 'ema' if name == 'model' else name
        if source in state:
            missing += module.load_state_dict(state[source], strict=False).missing_keys
        else:
            missing.append(name)
    return missing


def warm_start(model, folder, vocab):
    """Copy the weights of the folder (model.safetensors, tokenizer.json) into the model.

    Word pieces are matched by their text; new ones keep their random vectors. Fusion layers beyond those of the folder start
    as copies of its last. -> names that found no weights.
    """
    weights, _ = safetensors.load(os.path.join(folder, 'model.safetensors'))
    with open(os.path.join(folder, 'tokenizer.json'), encoding='utf8') as f:
        known = json.load(f)['model']['vocab']
    last = max(int(name[len(TOWER):].split('.')[0]) for name in weights if name.startswith(TOWER)) // 3
    missing = []
    for name, own in model.state_dict().items():
        source = name
        if name.startswith(TOWER):
            index, rest = name[len(TOWER):].split('.', 1)
            layer, part = divmod(int(index), 3)
            source = f'{TOWER}{3 * min(layer, last) + part}.{rest}'
        if source not in weights:
            missing.append(name)
        elif name == WORDS:
            table = torch.from_numpy(weights[source].astype('float32'))
            for token, index in vocab.items():
                if token in known:
                    own[index] = table[known[token]]
        else:
            own.copy_(torch.from_numpy(weights[source].astype('float32')))
    return missing
