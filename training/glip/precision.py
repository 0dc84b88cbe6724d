"""bfloat16 where the machine is faster for it."""
import contextlib
import os

import torch


def _fast_on_cpu():
    if not torch.backends.mkldnn.is_available() or not os.path.exists('/proc/cpuinfo'):
        return False
    with open('/proc/cpuinfo') as f:
        return 'avx512_bf16' in f.read()


def mixed(device, wanted=True):
    """The context that the network's forward pass runs in: matrix products and convolutions in bfloat16 on CUDA, and on a CPU
    that has instructions for it (twice the rate of float32 there); otherwise plain float32."""
    if wanted and (device.type == 'cuda' or _fast_on_cpu()):
        return torch.autocast(device.type, torch.bfloat16)
    return contextlib.nullcontext()
