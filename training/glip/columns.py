"""The sampled columns of deformable convolution by native code (columns.cpp), compiled with g++ at its first use."""
import ctypes
import functools
import hashlib
import os
import shutil
import subprocess

import torch

SOURCE = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'columns.cpp')
FLAGS = ('-O3', '-march=native', '-ffast-math', '-shared', '-fPIC')


@functools.lru_cache(maxsize=None)
def library():
    """The compiled functions, or None where there is no g++."""
    if shutil.which('g++') is None:
        return None
    with open(SOURCE, 'rb') as f:
        name = hashlib.sha256(f.read()).hexdigest()[:16]
    folder = os.path.join(os.path.expanduser(os.environ.get('XDG_CACHE_HOME', '~/.cache')), 'glip-training')
    path = os.path.join(folder, f'columns-{name}.so')
    if not os.path.exists(path):
        os.makedirs(folder, exist_ok=True)
        part = f'{path}.{os.getpid()}'
        subprocess.run(['g++', *FLAGS, SOURCE, '-o', part], check=True)
        os.replace(part, path)
    return ctypes.CDLL(path)


def _pointer(tensor):
    return ctypes.c_void_p(tensor.data_ptr())


class Columns(torch.autograd.Function):
    """image [N, H, W, C], offset [N, 18, h, w], mask [N, 9, h, w], all float32 -> columns [N, h*w, 9*C] of `dtype`."""

    @staticmethod
    def forward(ctx, image, offset, mask, stride, dtype):
        inputs = [t.detach().contiguous() for t in (image, offset, mask)]
        ctx.save_for_backward(*inputs)
        ctx.half = dtype == torch.bfloat16
        ctx.shape = (ctypes.c_int64 * 7)(*image.shape, *mask.shape[2:], stride)
        columns = torch.empty(len(image), mask.shape[2] * mask.shape[3], 9 * image.shape[3], dtype=dtype)
        library().columns(ctx.shape, ctx.half, *map(_pointer, inputs), _pointer(columns))
        return columns

    @staticmethod
    def backward(ctx, gradient):
        inputs = ctx.saved_tensors
        gradients = [torch.zeros_like(t) for t in inputs]
        gradient = gradient.contiguous()
        library().columns_backward(ctx.shape, ctx.half, *map(_pointer, inputs), _pointer(gradient), *map(_pointer, gradients))
        return (*gradients, None, None)


def columns(x, offset, mask, stride):
    """x [N, C, H, W] -> [N, h*w, 9*C], tap by tap; in bfloat16 under autocast."""
    dtype = torch.bfloat16 if torch.is_autocast_cpu_enabled() else torch.float32
    return Columns.apply(x.permute(0, 2, 3, 1).float(), offset.float(), mask.float(), stride, dtype)
