import { OP } from '../../../src/model/checkpoint/pickle/opcodes';
import { PersistentId, PyFloat, PyName, PyObject, PyTuple } from './python';

export type Protocol = 2 | 3 | 4 | 5;

/** Pickles a value as Python's own pickler would: strings, names and objects that come again are fetched from the memo. */
export function pickle(value: unknown, protocol: Protocol = 2): Uint8Array {
  const writer = new PickleWriter(protocol);
  writer.write(value);
  return writer.finish();
}

class PickleWriter {
  private readonly bytes: number[] = [];
  /** Strings and names by what they say, objects by identity. */
  private readonly memo = new Map<unknown, number>();

  constructor(private readonly protocol: Protocol) {
    this.bytes.push(OP.PROTO, protocol);
  }

  finish(): Uint8Array {
    this.bytes.push(OP.STOP);
    return Uint8Array.from(this.bytes);
  }

  write(value: unknown): void {
    if (value === null) this.bytes.push(OP.NONE);
    else if (typeof value === 'boolean') this.bytes.push(value ? OP.NEWTRUE : OP.NEWFALSE);
    else if (typeof value === 'number') this.integer(value);
    else if (typeof value === 'bigint') this.long(value);
    else if (typeof value === 'string') this.once(value, () => this.string(value));
    else if (value instanceof PyFloat) this.float(value.value);
    else if (value instanceof PyName) this.once(`${value.module}\n${value.name}`, () => this.name(value));
    else if (value instanceof PyTuple) this.tuple(value.items);
    else if (value instanceof PersistentId) {
      this.write(value.id);
      this.bytes.push(OP.BINPERSID);
    } else if (Array.isArray(value))
      this.once(
        value,
        () => this.bytes.push(OP.EMPTY_LIST),
        () => this.between(value, OP.APPENDS),
      );
    else if (value instanceof Map)
      this.once(
        value,
        () => this.bytes.push(OP.EMPTY_DICT),
        () => this.between([...value].flat(1), OP.SETITEMS),
      );
    else if (value instanceof PyObject)
      this.once(
        value,
        () => this.make(value),
        () => this.complete(value),
      );
    else throw new Error(`There is no pickle for a ${typeof value}.`);
  }

  /** @param fill what refers to the value itself, perhaps: it comes when the value is in the memo. */
  private once(key: unknown, make: () => void, fill?: () => void): void {
    const index = this.memo.get(key);
    if (index !== undefined) {
      if (index < 256) this.bytes.push(OP.BINGET, index);
      else this.bytes.push(OP.LONG_BINGET, ...littleEndian(index, 4));
      return;
    }
    make();
    const next = this.memo.size;
    this.memo.set(key, next);
    if (this.protocol >= 4) this.bytes.push(OP.MEMOIZE);
    else if (next < 256) this.bytes.push(OP.BINPUT, next);
    else this.bytes.push(OP.LONG_BINPUT, ...littleEndian(next, 4));
    fill?.();
  }

  private integer(value: number): void {
    if (value >= 0 && value < 256) this.bytes.push(OP.BININT1, value);
    else if (value >= 0 && value < 65536) this.bytes.push(OP.BININT2, ...littleEndian(value, 2));
    else if (value === (value | 0)) this.bytes.push(OP.BININT, ...littleEndian(value, 4));
    else this.long(BigInt(value));
  }

  private long(value: bigint): void {
    let length = 1;
    while (BigInt.asIntN(8 * length, value) !== value) length++;
    const bytes = Array.from({ length }, (_, i) => Number(BigInt.asUintN(8, value >> BigInt(8 * i))));
    this.bytes.push(OP.LONG1, length, ...bytes);
  }

  private float(value: number): void {
    this.bytes.push(OP.BINFLOAT, ...new Uint8Array(Float64Array.of(value).buffer).reverse());
  }

  private string(value: string): void {
    const bytes = new TextEncoder().encode(value);
    if (this.protocol >= 4 && bytes.length < 256) this.bytes.push(OP.SHORT_BINUNICODE, bytes.length);
    else this.bytes.push(OP.BINUNICODE, ...littleEndian(bytes.length, 4));
    this.bytes.push(...bytes);
  }

  private name({ module, name }: PyName): void {
    if (this.protocol >= 4) {
      this.write(module);
      this.write(name);
      this.bytes.push(OP.STACK_GLOBAL);
    } else {
      this.bytes.push(OP.GLOBAL, ...new TextEncoder().encode(`${module}\n${name}\n`));
    }
  }

  private tuple(items: readonly unknown[]): void {
    if (items.length === 0) this.bytes.push(OP.EMPTY_TUPLE);
    else if (items.length <= 3) {
      for (const item of items) this.write(item);
      this.bytes.push(OP.TUPLE1 + items.length - 1);
    } else this.between(items, OP.TUPLE);
  }

  private make({ callable, args, after }: PyObject): void {
    this.write(callable);
    this.write(args);
    this.bytes.push(after.isNew ? OP.NEWOBJ : OP.REDUCE);
  }

  private complete({ after: { items, state } }: PyObject): void {
    if (items) this.between([...items].flat(1), OP.SETITEMS);
    if (state === undefined) return;
    this.write(state);
    this.bytes.push(OP.BUILD);
  }

  private between(values: readonly unknown[], opcode: number): void {
    if (values.length === 0 && opcode !== OP.TUPLE) return;
    this.bytes.push(OP.MARK);
    for (const value of values) this.write(value);
    this.bytes.push(opcode);
  }
}

const littleEndian = (value: number, length: number) => Array.from({ length }, (_, i) => (value >>> (8 * i)) & 255);
