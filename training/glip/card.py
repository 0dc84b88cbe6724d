"""The model card of an export, with its measured numbers."""

TEXT = """# glip-micro

A small GLIP for the browser: it finds the phrases of a caption in a *drawn* picture. It has GLIP's whole architecture
(Swin, FPN, BERT, early fusion by X-MHA with DyHead layers, word-region alignment) at micro size and was trained from
scratch on pictures that this repository renders itself (`training/`).

## Architecture
{parameters:.2f} M parameters, {megabytes:.1f} MB at F16, official parameter names and semantics, the deformable
convolution's mismatched offset reading included.

| part | size |
|---|---|
| Swin | embed {swin[embedDim]}, depths {swin[depths]}, heads {swin[numHeads]}, window {swin[windowSize]} |
| FPN, head | {channels} channels, P3 to P7, anchors of 8 strides |
| BERT | {bert[numLayers]} layers, {bert[hiddenSize]} wide, {bert[numHeads]} heads, {bert[vocabSize]} word pieces, {tokens} tokens |
| fusion | {head[numLayers]} layers of X-MHA ({head[fusionDim]} wide, {head[fusionHeads]} heads), BERT layer, DyConv |

## Data
Scenes of 294 emoji and 14 shapes in 12 colours and 4 fills on many backgrounds, with captions and list prompts:
attributes, plurals, counts, categories, superlatives, relations, and phrases for what is not in the picture.
About 15 % of the colour and noun pairs are never shown or named in training ("heldout" below).

## Training
{samples:,} samples in {minutes:.0f} minutes on two shared CPU cores: plain convolutions at 168 px first, then deformable ones at
224 px. ATSS assignment, token focal loss, GIoU, centerness, and an auxiliary word softmax that is dropped on export.
The weights are an exponential moving average. `training/README.md` has the commands.

## Measured
{scenes} scenes with unseen seeds at {size} px; phrases as classes. Score rule "{rules[scoreAggregation]}",
centerness {used}, default threshold {threshold}; both were chosen on other scenes.
"fired": absent phrases with a box above the threshold. "missed": present phrases without a right box above it.

| phrases | n | Recall@1 | Recall@5 | AP50 | AP | fired | missed |
|---|---|---|---|---|---|---|---|
{rows}

## Limits
- It knows drawn things on drawn backgrounds, not photographs, and only the words of its small lexicon
  (`training/scenes/vocabulary.json`). Other words mean little to it.
- Relations ("left of the dog") and superlatives are learned far less well than nouns and attributes; see the table.
- Small, crowded or strongly overlapping things are missed more often. Best at about 224 pixels on the short side.
- Scores are relative; the default threshold balances false boxes against missed ones on our scenes.

## Licence
The weights carry the repository's licence. The glyphs in the training pictures are Google's Noto Color Emoji,
SIL Open Font License 1.1.
"""


def _row(name, row):
    def number(key):
        value = row.get(key)
        return '–' if value is None or value != value else f'{value:.3f}'

    keys = ('recall_at_1', 'recall_at_5', 'ap50', 'ap', 'absent_fired', 'present_missed')
    return f'| {name} | {row["phrases"]} | ' + ' | '.join(number(k) for k in keys) + ' |'


def write_card(path, config, evaluation, parameters):
    rows = [_row('**all**', evaluation['all'])]
    rows += [_row(tag, row) for tag, row in evaluation['by_tag'].items()]
    with open(path, 'w', encoding='utf8') as f:
        f.write(TEXT.format(
            parameters=parameters / 1e6, megabytes=2 * parameters / 1e6, swin=config['swin'], bert=config['bert'],
            head=config['head'], channels=config['fpn']['channels'], tokens=config['text']['maxTokens'],
            samples=evaluation['training']['samples'], minutes=evaluation['training']['minutes'],
            scenes=evaluation['scenes'], size=evaluation['size'], rules=evaluation['rules'],
            used='included' if evaluation['rules']['useCenterness'] else 'left out',
            threshold=evaluation['threshold'], rows='\n'.join(rows)))
