"""What an exported weights file says of itself."""
import json
import os
import sys
import tempfile
import unittest

import numpy as np

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, ROOT)
from glip import config, safetensors  # noqa: E402


class Metadata(unittest.TestCase):
    def test_a_weights_file_carries_its_config(self):
        micro = config.micro(100)
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, 'model.safetensors')
            safetensors.save(path, {'a': np.ones(2, np.float16)}, safetensors.glip_metadata(micro))
            tensors, metadata = safetensors.load(path)
        self.assertEqual(list(tensors), ['a'])
        self.assertEqual(json.loads(metadata['glip_config']), json.loads(json.dumps(micro)))


if __name__ == '__main__':
    unittest.main()
