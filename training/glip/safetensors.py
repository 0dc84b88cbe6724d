"""Reading and writing .safetensors with numpy: 8 bytes header length, JSON header, raw little-endian data."""
import json
import struct

import numpy as np

_DTYPES = {'F32': '<f4', 'F16': '<f2', 'I32': '<i4', 'I64': '<i8', 'U8': '|u1', 'BOOL': '|b1'}
_NAMES = {np.dtype(v): k for k, v in _DTYPES.items()}


def glip_metadata(config):
    """What the page reads a model's config from where no config.json lies beside its weights."""
    return {'format': 'pt', 'glip_config': json.dumps(config)}


def load(path):
    """-> ({name: array}, metadata dict of strings)."""
    with open(path, 'rb') as f:
        raw = f.read()
    size = struct.unpack('<Q', raw[:8])[0]
    header = json.loads(raw[8:8 + size])
    metadata = header.pop('__metadata__', {})
    tensors = {}
    for name, entry in header.items():
        begin, end = entry['data_offsets']
        data = raw[8 + size + begin:8 + size + end]
        tensors[name] = np.frombuffer(data, _DTYPES[entry['dtype']]).reshape(entry['shape'])
    return tensors, metadata


def save(path, tensors, metadata=None):
    """Write {name: array}; the values of `metadata` must be strings."""
    header = {'__metadata__': metadata} if metadata else {}
    blobs, offset = [], 0
    for name, array in tensors.items():
        array = np.asarray(array)
        data = array.tobytes()
        header[name] = {'dtype': _NAMES[array.dtype], 'shape': list(array.shape),
                        'data_offsets': [offset, offset + len(data)]}
        blobs.append(data)
        offset += len(data)
    text = json.dumps(header).encode()
    text += b' ' * (-len(text) % 8)  # the data must start on a multiple of 8
    with open(path, 'wb') as f:
        f.write(struct.pack('<Q', len(text)) + text + b''.join(blobs))
