import type { Span } from '../../model';
import { FieldError, readAt } from '../../model';
import { captionsOf, joinCaptions, readCaptionLines } from './captions';
import { cocoBoxes } from './coco';
import { readCocoFile, type CocoId, type Fields } from './cocoFile';
import { readBoxTable, readTable } from './csv';
import { readGroundingLine } from './groundingLine';
import { LabelledBy } from './labelFiles';
import type { LabelledBox, LabelledPicture } from './labelledPicture';
import { labelledSet, type LabelledClass, type LabelledSet } from './labelledSet';
import { Notes } from './notes';
import { isHidden, isPictureName, PictureNames } from './pictureNames';
import { decodeText, readJson, withoutMark } from './textFile';
import { readVoc, VOC_LAYOUT } from './voc';
import { isClassList, readClassList, readYamlNames, readYoloLabels, unnamedClass, YOLO_LAYOUT } from './yolo';
import { isZipName, openZip, type SourceFile } from './zipFiles';

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** The size of a picture's file in pixels, upright; undefined where it cannot be read. */
export type SizeOf = (picture: SourceFile) => Promise<Size | undefined>;

/** A data set, and the files of its pictures by the pictures' names. */
export interface ReadDataSet {
  readonly set: LabelledSet;
  readonly files: ReadonlyMap<string, SourceFile>;
}

/**
 * Reads a data set from its files, whatever tool wrote them: COCO, YOLO, Pascal VOC, tables of boxes, grounding data, and captions in
 * lines, tables or texts beside the pictures. Zip files are opened. Of a picture that occurs in several formats the first of that order
 * counts. Pictures that no file says anything of are left out.
 * @param notes is told what was odd. @throws Error with one sentence where there is no data set among the files.
 */
export async function readDataSet(
  brought: readonly SourceFile[],
  sizeOf: SizeOf,
  notes = new Notes(),
): Promise<ReadDataSet> {
  const files = (await withZipsOpened(brought))
    .filter(({ path }) => !isHidden(path))
    .sort((a, b) => a.path.localeCompare(b.path, 'en', { numeric: true }));
  const reader = new DataSetReader(
    files.filter(({ path }) => isPictureName(path)),
    sizeOf,
    notes,
  );
  const faults: string[] = [];
  for (const read of [readCocoFiles, readYoloFiles, readVocFiles, readTables, readLines, readTexts])
    await read(files, reader, async (file, work) => {
      try {
        await work(decodeText(await file.bytes()));
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        faults.push(error instanceof FieldError ? `${file.path}: ${error.message}.` : error.message);
      }
    });
  const result = await reader.finish();
  if (result.set.pictures.length === 0 && result.set.classes.length === 0)
    throw new Error(
      faults[0] ??
        notes.lines()[0] ??
        `There are no annotations among these ${files.length} files. Bring COCO (.json), YOLO or VOC files, or captions, with their pictures.`,
    );
  for (const fault of faults) notes.add(fault);
  return result;
}

async function withZipsOpened(files: readonly SourceFile[]): Promise<SourceFile[]> {
  const opened = await Promise.all(
    files.map(async (file) => (isZipName(file.path) ? openZip(await file.bytes(), file.path) : [file])),
  );
  return opened.flat();
}

/** Runs `work` on a file's text. What is wrong with the file is kept, and the next one is read. */
type Attempt = (file: SourceFile, work: (text: string) => void | Promise<void>) => Promise<void>;

interface PictureDraft {
  readonly name: string;
  readonly file: SourceFile | undefined;
  /** What gave it boxes. */
  format: string | undefined;
  size: Size | undefined;
  caption: string;
  boxes: LabelledBox[];
  id: CocoId | undefined;
  fields: Fields | undefined;
}

/** What the readers of the formats fill. */
class DataSetReader {
  readonly index: PictureNames<SourceFile>;
  readonly #drafts = new Map<string, PictureDraft>();
  readonly #classes = new Map<string, LabelledClass>();
  #heading: Pick<LabelledSet, 'info' | 'licenses'> = {};

  constructor(
    readonly pictures: readonly SourceFile[],
    private readonly sizeOf: SizeOf,
    readonly notes: Notes,
  ) {
    this.index = new PictureNames(pictures);
  }

  addClass(name: string, more: Omit<LabelledClass, 'name'> = {}): void {
    if (!this.#classes.has(name)) this.#classes.set(name, { name, ...more });
  }

  heading(heading: Pick<LabelledSet, 'info' | 'licenses'>): void {
    this.#heading = { ...heading, ...this.#heading };
  }

  /** @param found the picture's file, or the name of one that is not there. */
  draft(found: SourceFile | string): PictureDraft {
    const [name, file] = typeof found === 'string' ? [found, undefined] : [found.path, found];
    const known = this.#drafts.get(name);
    if (known) return known;
    const draft: PictureDraft = {
      name,
      file,
      format: undefined,
      size: undefined,
      caption: '',
      boxes: [],
      id: undefined,
      fields: undefined,
    };
    this.#drafts.set(name, draft);
    return draft;
  }

  /** Adds boxes, unless the picture has those of another format. @returns whether they were taken. */
  addBoxes(draft: PictureDraft, format: string, boxes: readonly LabelledBox[]): boolean {
    draft.format ??= format;
    if (draft.format !== format) {
      this.notes.add('# picture|pictures has|have boxes in several formats: the first one was taken.');
      return false;
    }
    draft.boxes.push(...boxes);
    return true;
  }

  /** @returns how far the caption stands behind the beginning of all captions of the picture. */
  addCaption(draft: PictureDraft, caption: string): number {
    const text = caption.trim();
    if (draft.caption.includes(text)) return draft.caption.indexOf(text);
    draft.caption = joinCaptions(draft.caption, text);
    return draft.caption.length - text.length;
  }

  /** The size of a picture, measured where no file says it. */
  async measure(draft: PictureDraft): Promise<Size | undefined> {
    if (!draft.size && draft.file) draft.size = await this.sizeOf(draft.file).catch(() => undefined);
    return draft.size;
  }

  async finish(): Promise<ReadDataSet> {
    const pictures: LabelledPicture[] = [];
    const files = new Map<string, SourceFile>();
    for (const draft of this.#drafts.values()) {
      const size = await this.measure(draft);
      const { name, caption, boxes, id, fields, file } = draft;
      if (!size)
        this.notes.add(
          file
            ? '# picture|pictures cannot be read and was|were left out.'
            : '# annotated picture|pictures that is|are not here was|were left out.',
        );
      else
        pictures.push({
          name,
          width: size.width,
          height: size.height,
          caption,
          boxes,
          ...(id === undefined ? {} : { id }),
          ...(fields === undefined ? {} : { fields }),
        });
      if (size && file) files.set(name, file);
    }
    const silent = this.pictures.filter(({ path }) => !this.#drafts.has(path)).length;
    this.notes.add('# picture|pictures without annotations was|were left out.', silent);
    return { set: { ...labelledSet(pictures, [...this.#classes.values()]), ...this.#heading }, files };
  }
}

type ReadFormat = (files: readonly SourceFile[], reader: DataSetReader, attempt: Attempt) => Promise<void>;

const endingIn = (files: readonly SourceFile[], ending: RegExp) => files.filter(({ path }) => ending.test(path));

const readCocoFiles: ReadFormat = async (files, reader, attempt) => {
  const ids = new Set<CocoId>();
  for (const file of endingIn(files, /\.json$/i))
    await attempt(file, (text) => {
      if (/^\s*\[/.test(withoutMark(text)))
        throw new Error(`${file.path} is a list, as results are, and holds no annotations.`);
      const coco = readAt(file.path, () => readCocoFile(text, reader.notes));
      const { images, categories, annotations } = coco;
      for (const { id, name } of categories) reader.addClass(name, { id, ...withFields(coco.categoryFields.get(id)) });
      reader.heading({ info: coco.info, licenses: coco.licenses });
      const crowds = annotations.filter(({ iscrowd }) => iscrowd).length;
      reader.notes.add('# crowd|crowds, which is|are no single things, was|were left out.', crowds);
      const boxesOf = cocoBoxes({ categories, annotations });
      const found = reader.index.findAll(
        images.map(({ file_name, id }) => file_name ?? String(id)),
        reader.notes,
      );
      for (const [i, { id, file_name, width, height }] of images.entries()) {
        const draft = reader.draft(found[i] ?? file_name ?? String(id));
        if (width !== undefined && height !== undefined) draft.size ??= { width, height };
        if (!ids.has(id)) draft.id ??= id;
        ids.add(id);
        const fields = coco.imageFields.get(id);
        draft.fields ??= fields;
        if (typeof fields?.['caption'] === 'string') reader.addCaption(draft, fields['caption']);
        reader.addBoxes(draft, 'COCO', boxesOf.get(id) ?? []);
      }
    });
};

const withFields = (fields: Fields | undefined) => (fields === undefined ? {} : { fields });

const readYoloFiles: ReadFormat = async (files, reader, attempt) => {
  const names: string[] = [];
  for (const file of endingIn(files, /\.ya?ml$/i))
    await attempt(file, async (text) => {
      if (names.length === 0) names.push(...((await readYamlNames(text)) ?? []));
    });
  for (const file of files.filter(({ path }) => isClassList(path)))
    await attempt(file, (text) => {
      if (names.length === 0) names.push(...readClassList(text));
    });
  const labelFiles = new LabelledBy(reader.pictures, YOLO_LAYOUT);
  let unnamed = 0;
  let most = -1;
  const isYolo: (() => Promise<void>)[] = [];
  let boxes = 0;
  for (const file of endingIn(files, /\.txt$/i)) {
    if (isClassList(file.path)) continue;
    await attempt(file, (text) => {
      const labels = readYoloLabels(text);
      if (!labels) return;
      boxes += labels.length;
      const picture = labelFiles.find(file.path);
      if (!picture) return reader.notes.add('# label file|files of pictures that are not here was|were left out.');
      for (const { number } of labels) most = Math.max(most, number);
      isYolo.push(async () => {
        const draft = reader.draft(picture);
        const size = await reader.measure(draft);
        if (!size) return;
        const { width, height } = size;
        reader.addBoxes(
          draft,
          'YOLO',
          labels.map(({ number, box: [x0, y0, x1, y1], ...score }) => ({
            label: names[number] ?? unnamedClass(number),
            box: [x0 * width, y0 * height, x1 * width, y1 * height] as const,
            ...score,
          })),
        );
      });
    });
  }
  // Texts without a word are no labels where there are none with boxes, and names alone are no data set.
  if (boxes === 0 && names.length === 0) return;
  for (let number = names.length; number <= most; number++, unnamed++) names.push(unnamedClass(number));
  reader.notes.add('# class|classes without a name is|are called by the number.', unnamed);
  if (isYolo.length > 0 || endingIn(files, /\.xml$/i).length > 0) for (const name of names) reader.addClass(name);
  for (const take of isYolo) await take();
};

const readVocFiles: ReadFormat = async (files, reader, attempt) => {
  const labelFiles = new LabelledBy(reader.pictures, VOC_LAYOUT);
  for (const file of endingIn(files, /\.xml$/i))
    await attempt(file, async (text) => {
      const voc = await readVoc(withoutMark(text));
      const picture = reader.index.find(voc.name) ?? labelFiles.find(file.path);
      const draft = reader.draft(picture ?? (voc.name === '' ? file.path : voc.name));
      if (voc.width !== undefined && voc.height !== undefined) draft.size ??= { width: voc.width, height: voc.height };
      reader.notes.add('# object|objects without a box was|were left out.', voc.boxless);
      reader.addBoxes(draft, 'Pascal VOC', voc.boxes);
    });
};

/** Finds the pictures of a file by their names. What belongs to none is counted. */
function pictureOf(reader: DataSetReader, name: string, what: string): PictureDraft | undefined {
  const picture = reader.index.find(name, reader.notes);
  if (!picture) reader.notes.add(`# ${what} of pictures that are not here was|were left out.`);
  return picture && reader.draft(picture);
}

const readTables: ReadFormat = async (files, reader, attempt) => {
  for (const file of endingIn(files, /\.[ct]sv$/i))
    await attempt(file, (text) => {
      const table = readAt(file.path, () => readTable(text));
      const boxes = readBoxTable(table, reader.notes);
      for (const [name, list] of boxes ?? []) {
        const draft = pictureOf(reader, name, 'row group|groups of a table');
        if (draft) reader.addBoxes(draft, 'CSV', list);
      }
      if (boxes) return;
      for (const [name, caption] of captionsOf(table, file.path, reader.notes)) {
        const draft = pictureOf(reader, name, 'caption|captions');
        if (draft) reader.addCaption(draft, caption);
      }
    });
};

const readLines: ReadFormat = async (files, reader, attempt) => {
  for (const file of endingIn(files, /\.jsonl$/i))
    await attempt(file, (text) => {
      const lines = withoutMark(text).split('\n');
      for (const [i, line] of lines.entries()) {
        if (line.trim() === '') continue;
        const place = `${file.path}, line ${i + 1}`;
        const value = readAt(place, () => readJson(line, 'the line'));
        if (!(typeof value === 'object' && value !== null && 'phrases' in value)) {
          for (const [name, caption] of readCaptionLines(line, place)) {
            const draft = pictureOf(reader, name, 'caption|captions');
            if (draft) reader.addCaption(draft, caption);
          }
          continue;
        }
        const { image, caption, phrases } = readAt(place, () => readGroundingLine(line));
        const draft = pictureOf(reader, image, 'line|lines of grounding data');
        if (!draft) continue;
        const offset = reader.addCaption(draft, caption) - (caption.length - caption.trimStart().length);
        reader.addBoxes(
          draft,
          'grounding JSONL',
          phrases.flatMap(({ start, end, boxes, label = caption.slice(start, end) }) => {
            const span: Span = { start: start + offset, end: end + offset };
            return boxes.map((box) => ({ box, label, span }));
          }),
        );
      }
    });
};

/** Texts beside the pictures that are no labels: captions. */
const readTexts: ReadFormat = async (files, reader, attempt) => {
  const beside = new LabelledBy(reader.pictures, YOLO_LAYOUT);
  for (const file of endingIn(files, /\.txt$/i)) {
    const picture = isClassList(file.path) ? undefined : beside.find(file.path);
    if (!picture) continue;
    await attempt(file, (text) => {
      const caption = withoutMark(text).replace(/\s+/g, ' ').trim();
      if (caption !== '' && !readYoloLabels(text)) reader.addCaption(reader.draft(picture), caption);
    });
  }
};
