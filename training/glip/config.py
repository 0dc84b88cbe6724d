"""GlipConfig as a plain dict: the very object that is written to a weights folder as config.json (src/model/network/config.ts)."""


def _config(name, swin, channels, bert, head, image, text, postprocess):
    return {
        'modelType': 'glip',
        'name': name,
        'swin': {**swin, 'windowSize': 7, 'mlpRatio': 4},
        'fpn': {'channels': channels},
        'bert': bert,
        'head': {**head, 'earlyFusion': True, 'groupNormGroups': 16},
        'anchors': {'sizes': [64, 128, 256, 512, 1024], 'strides': [8, 16, 32, 64, 128]},
        'image': {
            **image,
            'sizeDivisor': 32,
            'channelOrder': 'bgr',
            'mean': [103.53, 116.28, 123.675],
            'std': [57.375, 57.12, 58.395],
        },
        'text': text,
        'postprocess': postprocess,
    }


def micro(vocab_size):
    """glip-micro: 6.0 M parameters. The page reads pictures at 320 px of their shorter side (glip/schedule.py on training sizes)."""
    return _config(
        'glip-micro',
        {'embedDim': 32, 'depths': [2, 2, 4, 2], 'numHeads': [1, 2, 4, 8]},
        96,
        {'vocabSize': vocab_size, 'hiddenSize': 128, 'numLayers': 3, 'numHeads': 4,
         'intermediateSize': 512, 'maxPositions': 128},
        {'numLayers': 3, 'fusionDim': 128, 'fusionHeads': 4},
        {'minSize': 320, 'maxSize': 480},
        {'maxTokens': 96},
        {'scoreAggregation': 'power', 'useCenterness': False, 'candidateThreshold': 0.05,
         'preNmsTopN': 1000, 'nmsThreshold': 0.6, 'maxDetections': 100, 'defaultThreshold': 0.5},
    )


def tiny():
    """The synthetic model of the golden tensors (golden README, section 3)."""
    return _config(
        'tiny',
        {'embedDim': 24, 'depths': [2, 2, 2, 2], 'numHeads': [3, 6, 12, 24]},
        32,
        {'vocabSize': 200, 'hiddenSize': 48, 'numLayers': 3, 'numHeads': 4,
         'intermediateSize': 96, 'maxPositions': 512},
        {'numLayers': 2, 'fusionDim': 64, 'fusionHeads': 4},
        {'minSize': 800, 'maxSize': 1333},
        {'maxTokens': 256},
        {'scoreAggregation': 'mean', 'useCenterness': True, 'candidateThreshold': 0.05,
         'preNmsTopN': 1000, 'nmsThreshold': 0.6, 'maxDetections': 100, 'defaultThreshold': 0.5},
    )
