/** Reads src/model/ops/wasm/c/abi.h, the one place where what C and TypeScript share is written, and writes it for TypeScript. */

type FieldType = 'address' | 'int' | 'float';

interface Documented {
  readonly name: string;
  /** Without the comment's delimiters. */
  readonly doc: string;
}

interface Constant extends Documented {
  readonly value: number;
}

interface Field extends Documented {
  readonly type: FieldType;
  /** Of four-byte words from the beginning of the struct. */
  readonly offset: number;
  /** Present for an array. */
  readonly length?: number;
}

interface Struct extends Documented {
  readonly fields: readonly Field[];
  readonly words: number;
}

export interface Abi {
  readonly constants: readonly Constant[];
  readonly structs: readonly Struct[];
}

const TYPES: Readonly<Record<string, FieldType>> = {
  'const float *': 'address',
  'float *': 'address',
  int: 'int',
  float: 'float',
};

/** @throws Error for anything outside the small part of C that abi.h describes. */
export function readAbi(header: string): Abi {
  const constants: Constant[] = [];
  const structs: Struct[] = [];
  const source = new Scanner(header.replaceAll('\r\n', '\n'));
  source.doc(); // of the file
  source.expect(/#pragma once/y);
  while (!source.atEnd()) {
    const doc = source.doc();
    if (source.accept(/enum \{/y)) readEnum(source, constants);
    else {
      const name = source.expect(/struct (\w+) \{/y);
      structs.push({ name, doc, ...readFields(source, constants) });
    }
    source.expect(/\};/y);
  }
  return { constants, structs };
}

function readEnum(source: Scanner, constants: Constant[]): void {
  let doc: string;
  while (((doc = source.doc()), source.peek(/[A-Z]/y))) {
    const name = source.expect(/(\w+) = /y);
    const value = evaluate(source.expect(/([^,]+),/y), constants);
    constants.push({ name, doc, value });
  }
}

/** A whole number, a constant from further above, or a product of these. */
function evaluate(expression: string, constants: readonly Constant[]): number {
  return expression.split('*').reduce((product, factor) => {
    const term = factor.trim();
    const value = /^\d+$/.test(term) ? Number(term) : constants.find(({ name }) => name === term)?.value;
    if (value === undefined) throw new Error(`abi.h: "${expression}" is not a product of whole numbers and constants.`);
    return product * value;
  }, 1);
}

function readFields(source: Scanner, constants: readonly Constant[]): Pick<Struct, 'fields' | 'words'> {
  const fields: Field[] = [];
  let words = 0;
  let doc: string;
  while (((doc = source.doc()), source.peek(/\w/y))) {
    const base = source.expect(/((?:const )?float|int)\b/y);
    for (const [i, declarator] of source
      .expect(/([^;]+);/y)
      .split(',')
      .entries()) {
      const match = /^\s*(\*?)(\w+)(?:\[(\w+)\])?$/.exec(declarator);
      const type = match && TYPES[`${base} ${match[1]!}`.trim()];
      if (!type) throw new Error(`abi.h: "${base} ${declarator.trim()}" is not a field.`);
      const length = match[3] === undefined ? undefined : evaluate(match[3], constants);
      fields.push({
        name: match[2]!,
        doc: i === 0 ? doc : '',
        type,
        offset: words,
        ...(length !== undefined && { length }),
      });
      words += length ?? 1;
    }
  }
  return { fields, words };
}

/** Goes through a text token by token, over white space in between. */
class Scanner {
  private position = 0;

  constructor(private readonly text: string) {}

  atEnd(): boolean {
    this.skipSpace();
    return this.position === this.text.length;
  }

  peek(pattern: RegExp): boolean {
    this.skipSpace();
    pattern.lastIndex = this.position;
    return pattern.test(this.text);
  }

  /** @returns the group of the pattern, or all of it; nothing where it does not match. */
  accept(pattern: RegExp): string | undefined {
    this.skipSpace();
    pattern.lastIndex = this.position;
    const match = pattern.exec(this.text);
    if (!match) return undefined;
    this.position += match[0].length;
    return match[1] ?? match[0];
  }

  expect(pattern: RegExp): string {
    const found = this.accept(pattern);
    if (found === undefined) {
      const line = this.text.slice(0, this.position).split('\n').length;
      throw new Error(`abi.h, line ${line}: ${pattern.source} was expected.`);
    }
    return found;
  }

  /** The text of a comment, if one comes next. */
  doc(): string {
    const comment = this.accept(/\/\*\*([\s\S]*?)\*\//y) ?? '';
    return comment
      .replace(/^[ \t]*\* ?/gm, '')
      .replace(/\s+/g, ' ')
      .trim();
  }

  private skipSpace(): void {
    while (/\s/.test(this.text[this.position] ?? '')) this.position++;
  }
}

/** The custom section of the binaries that names the sources they were built from. */
export const SOURCES_SECTION = 'glip.sources';

/** @param sources see `sourcesHash` */
export function writeAbi({ constants, structs }: Abi, sources: string): string {
  const jobs = structs.map(({ name, doc, fields }) => {
    const members = fields.map(
      (field) => `    ${comment(field.doc, '    ')}readonly ${camelCase(field.name)}: ${typeOf(field)};\n`,
    );
    return `  ${comment(doc, '  ')}${name}: {\n${members.join('')}  };\n`;
  });
  const layouts = structs.map(({ name, fields }) => {
    const entries = fields.map(
      ({ name, type, offset, length = 1 }) => `    ['${camelCase(name)}', '${type}', ${offset}, ${length}],\n`,
    );
    return `  ${name}: [\n${entries.join('')}  ],\n`;
  });
  return [
    '/** Written by `npm run kernels` from c/abi.h: what the kernels in C and their callers in TypeScript both must know. */\n\n',
    ...constants.map(({ name, doc, value }) => `${comment(doc, '')}export const ${name} = ${value};\n`),
    '\ndeclare const address: unique symbol;\n',
    '/** Where a value lies on the heap, in bytes; 0 stands for none. */\n',
    'export type Address = number & { readonly [address]: true };\n',
    '\n/** The arguments of every kernel. */\nexport interface Jobs {\n',
    ...jobs,
    '}\n\n',
    "type Field = readonly [name: string, type: 'address' | 'int' | 'float', offset: number, length: number];\n\n",
    '/** For every argument its name, its type, the word of the struct where it begins, and how many words it takes. */\n',
    'export const LAYOUTS: Readonly<Record<keyof Jobs, readonly Field[]>> = {\n',
    ...layouts,
    '};\n\n',
    `/** Words of the largest struct. */\nexport const JOB_WORDS = ${Math.max(...structs.map(({ words }) => words))};\n`,
    `\n/** The custom section of the binaries that names the sources they were built from, and what it must say. */\n`,
    `export const SOURCES_SECTION = '${SOURCES_SECTION}';\nexport const SOURCES = '${sources}';\n`,
  ].join('');
}

/** Columns of a line. */
const WIDTH = 120;

/** A doc comment with the line end and the indentation behind it; nothing for an empty text. */
function comment(doc: string, indent: string): string {
  if (doc === '') return '';
  if (`${indent}/** ${doc} */`.length <= WIDTH) return `/** ${doc} */\n${indent}`;
  const lines: string[] = [];
  for (const word of doc.split(' ')) {
    const line = lines.at(-1);
    if (line !== undefined && `${indent} * ${line} ${word}`.length <= WIDTH)
      lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return `/**\n${lines.map((line) => `${indent} * ${line}\n`).join('')}${indent} */\n${indent}`;
}

function typeOf({ type, length }: Field): string {
  const scalar = type === 'address' ? 'Address' : 'number';
  return length === undefined ? scalar : `readonly ${scalar}[]`;
}

const camelCase = (name: string) => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
