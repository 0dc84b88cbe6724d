/**
 * The models that the page offers. This is the one file to mend when an address moves: the addresses of a model are tried from
 * top to bottom. Figures are those of the public GLIP README ("Model Zoo"), zero-shot.
 */

export interface RegistryModel {
  /** Stable: share links and the store of models use it. */
  readonly id: string;
  readonly title: string;
  /** What it is, in a sentence. */
  readonly summary: string;
  readonly trainedOn: string;
  /** Zero-shot AP on COCO val2017. */
  readonly coco?: number;
  /** Zero-shot AP of the rare classes (APr) on LVIS minival, and the checkpoint that it was reported for. */
  readonly lvis?: { readonly apr: number; readonly of: 'this checkpoint' | 'the best checkpoint of its training' };
  readonly parameters: number;
  /** Bytes of the file at the address: the released ones also hold a second copy of the weights and the optimiser's state. */
  readonly fileBytes?: number;
  /** Bytes that GLIP needs of that file, in float32; with range requests nothing else is fetched. */
  readonly neededBytes: number;
  /** Bytes of GPU memory while it grounds at the input size `fast`: weights in float32, and work. */
  readonly memoryBytes: number;
  readonly licence: string;
  /** None for the models that come with the page. */
  readonly addresses: readonly string[];
  /** What MMDetection calls the same weights, re-packed under its own names. */
  readonly mmdetectionFile?: string;
  readonly builtIn: boolean;
}

/** Hubs that hold the released checkpoints, the authors' first. */
const CHECKPOINTS = [
  'https://huggingface.co/GLIPModel/GLIP/resolve/main/',
  'https://huggingface.co/harold/GLIP/resolve/main/',
];

/** Folders that hold tokenizer.json and tokenizer_config.json of bert-base-uncased. */
export const TOKENIZER_FOLDERS = [
  'https://huggingface.co/bert-base-uncased/resolve/main/',
  'https://huggingface.co/google-bert/bert-base-uncased/resolve/main/',
];

const released = (file: string) => CHECKPOINTS.map((folder) => folder + file);

const LICENCE = 'MIT (microsoft/GLIP); its tokenizer Apache 2.0';
const FLOAT = 4;
/** Weights, the moving average of the weights, and two moments of AdamW. */
const COPIES = 4;
const sizes = (parameters: number, workBytes: number) => ({
  parameters,
  fileBytes: COPIES * FLOAT * parameters,
  neededBytes: FLOAT * parameters,
  memoryBytes: FLOAT * parameters + workBytes,
});

const SWIN_T_WORK = 0.4e9;
const SWIN_L_WORK = 0.64e9;

export const REGISTRY: readonly RegistryModel[] = [
  {
    id: 'glip-micro',
    title: 'glip-micro',
    summary:
      'The small model of this page: GLIP’s architecture, for drawn scenes, shapes and emoji. Not for photographs.',
    trainedOn: 'scenes drawn by this project',
    parameters: 5_988_286,
    neededBytes: 12_096_000,
    memoryBytes: 0.077e9,
    licence: 'Apache 2.0',
    addresses: [],
    builtIn: true,
  },
  {
    id: 'glip-micro-photos',
    title: 'glip-micro for photographs',
    summary:
      'The same small network, taught photographs: its best box is right for nearly half of the everyday things in them, mostly where they are large. It reads drawn scenes a little less well.',
    trainedOn: '7,600 photographs, most of COCO and Pascal VOC, and scenes drawn by this project',
    parameters: 6_086_078,
    neededBytes: 12_304_000,
    memoryBytes: 0.077e9,
    licence: 'Apache 2.0',
    addresses: [],
    builtIn: true,
  },
  {
    id: 'glip-t',
    title: 'GLIP-T',
    summary: 'The released small model, with the most training data: the one to begin with for photographs.',
    trainedOn: 'Objects365, GoldG, Conceptual Captions 3M, SBU',
    coco: 46.6,
    lvis: { apr: 17.6, of: 'this checkpoint' },
    ...sizes(231_759_662, SWIN_T_WORK),
    licence: LICENCE,
    addresses: released('glip_tiny_model_o365_goldg_cc_sbu.pth'),
    mmdetectionFile: 'glip_tiny_mmdet-c24ce662.pth',
    builtIn: false,
  },
  {
    id: 'glip-t-c',
    title: 'GLIP-T (C)',
    summary: 'GLIP-T without the captions from the web.',
    trainedOn: 'Objects365, GoldG',
    coco: 46.7,
    lvis: { apr: 14.3, of: 'this checkpoint' },
    ...sizes(231_759_662, SWIN_T_WORK),
    licence: LICENCE,
    addresses: released('glip_tiny_model_o365_goldg.pth'),
    mmdetectionFile: 'glip_tiny_c_mmdet-2fc427dd.pth',
    builtIn: false,
  },
  {
    id: 'glip-t-b',
    title: 'GLIP-T (B)',
    summary: 'GLIP-T trained for detection only: it has seen no captions.',
    trainedOn: 'Objects365',
    coco: 44.9,
    lvis: { apr: 13.5, of: 'the best checkpoint of its training' },
    ...sizes(231_759_662, SWIN_T_WORK),
    licence: LICENCE,
    addresses: released('glip_tiny_model_o365.pth'),
    mmdetectionFile: 'glip_tiny_b_mmdet-6dfbd102.pth',
    builtIn: false,
  },
  {
    id: 'glip-t-a',
    title: 'GLIP-T (A)',
    summary: 'Without early fusion: text meets picture in the alignment alone. The quickest of the released models.',
    trainedOn: 'Objects365',
    coco: 42.9,
    lvis: { apr: 14.2, of: 'the best checkpoint of its training' },
    ...sizes(151_409_966, SWIN_T_WORK),
    licence: LICENCE,
    addresses: released('glip_a_tiny_o365.pth'),
    mmdetectionFile: 'glip_tiny_a_mmdet-b3654169.pth',
    builtIn: false,
  },
  {
    id: 'glip-l',
    title: 'GLIP-L',
    summary: 'The large model, with a Swin-L image encoder: the best and by far the slowest.',
    trainedOn: 'Objects365 and three more detection sets, GoldG, Conceptual Captions 3M and 12M, SBU',
    coco: 51.4,
    lvis: { apr: 29.3, of: 'this checkpoint' },
    ...sizes(430_401_824, SWIN_L_WORK),
    licence: LICENCE,
    addresses: released('glip_large_model.pth'),
    mmdetectionFile: 'glip_l_mmdet-abfe026b.pth',
    builtIn: false,
  },
];

/** The model that the page begins with. */
export const BUILT_IN = 'glip-micro';
/** The other one that comes with the page. */
export const FOR_PHOTOGRAPHS = 'glip-micro-photos';

export const comesWithPage = (id: string): boolean => registryModel(id)?.builtIn ?? false;

export const registryModel = (id: string): RegistryModel | undefined => REGISTRY.find((model) => model.id === id);
