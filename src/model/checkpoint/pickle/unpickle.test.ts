import { describe, expect, it } from 'vitest';
import { GlipError } from '../../errors';
import { PickleCutOff } from './bytesReader';
import { unpickle } from './unpickle';
import { Placeholder, PyDict, PyGlobal } from './values';

const ascii = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));
/** Knows no function and no storage, and tells what it was asked. */
function load(text: string, asked: string[] = []): unknown {
  return unpickle(ascii(text), {
    rebuild: (name) => void asked.push(name),
    persistent: (id) => ({ id }),
  }).value;
}

describe('unpickle', () => {
  // What Python's pickletools writes for these values.
  it.each<[string, string, unknown]>([
    ['None', 'N.', null],
    ['booleans', '(\x88\x89t.', [true, false]],
    ['small integers', '(K\xffM\x00\x01J\xff\xff\xff\xfft.', [255, 256, -1]],
    ['long integers', '(\x8a\x00\x8a\x01\x80\x8a\x02\xff\x00t.', [0, -128, 255]],
    ['an integer beyond 2^53', '\x8a\x09\x00\x00\x00\x00\x00\x00\x00\x00\x40.', 2n ** 70n],
    ['a negative integer beyond 2^53', '\x8b\x09\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\xc0.', -(2n ** 70n)],
    ['a double', 'G\x3f\xf8\x00\x00\x00\x00\x00\x00.', 1.5],
    ['texts', '(X\x03\x00\x00\x00\xc3\xbcx\x8c\x01a\x8d\x01\x00\x00\x00\x00\x00\x00\x00bt.', ['üx', 'a', 'b']],
    ['a text that begins with a byte order mark', '\x8c\x04\xef\xbb\xbfa.', '\ufeffa'],
    [
      'bytes',
      '(C\x01\x00B\x01\x00\x00\x00\x01\x96\x01\x00\x00\x00\x00\x00\x00\x00\x02t.',
      [[0], [1], [2]].map((bytes) => Uint8Array.from(bytes)),
    ],
    [
      'the texts of protocol 0',
      "(I7\nL-8L\nF2.5\nFinf\nS'a'\nVb\\u00fc\nI01\nt.",
      [7, -8, 2.5, Infinity, 'a', 'bü', 1],
    ],
    ['tuples', '()K\x01\x85K\x01K\x02\x86K\x01K\x02K\x03\x87t.', [[], [1], [1, 2], [1, 2, 3]]],
    ['lists', '](K\x01K\x02eK\x03a.', [1, 2, 3]],
    [
      'a dict',
      '}(K\x01NK\x02\x88uK\x03Ns.',
      new PyDict([
        [1, null],
        [2, true],
        [3, null],
      ]),
    ],
    ['the dict and list of protocol 0', '(K\x01(lK\x02ad.', new PyDict([[1, [2]]])],
    ['the memo', '(K\x07q\x05h\x05p9\nr\x00\x01\x00\x00g9\nj\x00\x01\x00\x00t.', [7, 7, 7, 7]],
    ['the memo of protocol 4', '\x80\x04\x95\x0a\x00\x00\x00\x00\x00\x00\x00]\x94(K\x01\x94h\x01e.', [1, 1]],
    ['what is dropped', '(K\x01K\x020(K\x031K\x042t.', [1, 4, 4]],
    ['a persistent id', 'K\x05Q.', { id: 5 }],
  ])('reads %s', (_, text, value) => {
    expect(load(text)).toEqual(value);
  });

  it('reads a list that contains itself', () => {
    const list = load(']q\x00h\x00a.') as unknown[];
    expect(list[0]).toBe(list);
  });

  it('keeps the name of a class, and the names of Python 3', () => {
    expect(load('ctorch\nfloat16\n.')).toEqual(new PyGlobal('torch.float16'));
    expect(load('\x8c\x05torch\x8c\x07float16\x93.')).toEqual(new PyGlobal('torch.float16'));
    expect(load('c__builtin__\nset\n.')).toEqual(new PyGlobal('builtins.set'));
  });

  it('keeps the attributes of a dict apart from its items', () => {
    const dict = load('}K\x01K\x02s}\x8c\x01aK\x03sb.') as PyDict;
    expect([...dict]).toEqual([[1, 2]]);
    expect(dict.attributes).toEqual(new PyDict([['a', 3]]));
  });
});

describe('a pickle that would run code in Python', () => {
  const COMMAND = 'X\x08\x00\x00\x00touch /x';
  it.each([
    ['GLOBAL and REDUCE', `cposix\nsystem\n${COMMAND}\x85R.`, 'posix.system'],
    ['STACK_GLOBAL and REDUCE', `\x8c\x02os\x8c\x06system\x93${COMMAND}\x85R.`, 'os.system'],
    ['INST', `(${COMMAND}ios\nsystem\n.`, 'os.system'],
    ['OBJ', `(cos\nsystem\n${COMMAND}o.`, 'os.system'],
    ['NEWOBJ', `csubprocess\nPopen\n${COMMAND}\x85\x81.`, 'subprocess.Popen'],
    ['NEWOBJ_EX', `csubprocess\nPopen\n${COMMAND}\x85}\x92.`, 'subprocess.Popen'],
    ['builtins.eval', `cbuiltins\neval\n${COMMAND}\x85R.`, 'builtins.eval'],
    [
      'getattr of a module, called',
      `cbuiltins\ngetattr\ncos\nsystem\n${COMMAND}\x86R${COMMAND}\x85R.`,
      'builtins.getattr',
    ],
    ['BUILD with a state', `cfoo\nBar\n)\x81}${COMMAND}Nsb.`, 'foo.Bar'],
    ['the constructor of a JavaScript function', `cFunction\nconstructor\n${COMMAND}\x85R.`, 'Function.constructor'],
  ])('%s makes a placeholder', (_, text, className) => {
    const asked: string[] = [];
    expect(load(text, asked)).toEqual(new Placeholder(className));
    expect(asked).toEqual([className]);
  });

  it('drops what is done to a placeholder', () => {
    expect(load('cfoo\nBar\n)\x81(K\x01K\x02u(K\x01eK\x02a(K\x03\x90}b.')).toEqual(new Placeholder('foo.Bar'));
  });

  it('cannot reach prototypes by names', () => {
    const dict = load('}\x8c\x09__proto__}\x8c\x08pollutedK\x01ss.') as PyDict;
    expect(dict.get('__proto__')).toEqual(new PyDict([['polluted', 1]]));
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

describe('a damaged pickle', () => {
  it.each([
    ['nothing', ''],
    ['no end', 'K\x01'],
    ['a length behind the end', 'X\xff\xff\xff\xffabc.'],
    ['a length of 64 bits', '\x8d\xff\xff\xff\xff\xff\xff\xff\xffabc.'],
    ['a line without an end', 'cos'],
  ])('that breaks off (%s) says so', (_, text) => {
    expect(() => load(text)).toThrow(PickleCutOff);
  });

  it.each([
    ['an empty stack', '.'],
    ['too few values', 'K\x01\x86.'],
    ['a mark that is not there', 't.'],
    ['an unknown instruction', '\xff.'],
    ['an unknown protocol', '\x80\x06N.'],
    ['a memo entry that is not there', 'h\x00.'],
    ['an item of what is no dict', ']K\x01K\x02s.'],
    ['a member of what is no list', '}K\x01a.'],
    ['a key without a value', '(K\x01d.'],
    ['a call of what is no function', 'K\x01)R.'],
    ['a call without arguments', 'cos\nsystem\nNR.'],
    ['a class without a name', 'K\x01K\x02\x93.'],
    ['the extension registry', '\x82\x01.'],
    ['a number that is none', 'I7a\n.'],
    ['a text without quotes', 'Sab\n.'],
    ['an integer of a million bytes', `\x8b\x40\x42\x0f\x00${'\x01'.repeat(1_000_000)}.`],
    ['more instructions than any checkpoint has', `${'N0'.repeat(2_000_001)}N.`],
  ])('with %s is an error of its own', (_, text) => {
    let fault: unknown;
    try {
      load(text);
    } catch (error) {
      fault = error;
    }
    expect(fault).toBeInstanceOf(GlipError);
    expect(fault).not.toBeInstanceOf(PickleCutOff);
  });
});
