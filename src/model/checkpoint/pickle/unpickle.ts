import { broken } from '../tensors/errors';
import { BytesReader } from './bytesReader';
import { decodeFloatLine, decodeIntLine, decodeLong, unescapeUnicode, unquote } from './numbers';
import { OP } from './opcodes';
import { Placeholder, PyDict, PyGlobal } from './values';

/** The few things that a pickle may ask of its reader. Both are given plain values and must run nothing that comes from the file. */
export interface PickleWorld {
  /** What a known callable makes of its arguments; undefined for every other, which then becomes a placeholder. */
  rebuild(name: string, args: readonly unknown[]): unknown;
  /** What stands behind a persistent id: PyTorch's storages. */
  persistent(id: unknown): unknown;
}

export interface Unpickled {
  readonly value: unknown;
  /** Offset behind the pickle. */
  readonly end: number;
}

/** About 130,000 tensors with all that belongs to them. It bounds the objects that a small hostile file can make. */
const OPCODE_LIMIT = 4_000_000;
const HIGHEST_PROTOCOL = 5;

/**
 * Reads a pickle (protocols 0 to 5) as data: the classes and functions in it are names, and none is called. Every opcode takes
 * constant time or moves what is on the stack once, so the time is linear in the bytes; there is no recursion.
 * @throws PickleCutOff if the pickle goes on behind the bytes. GlipError `weights-format` for any other fault.
 */
export function unpickle(bytes: Uint8Array, world: PickleWorld): Unpickled {
  return new Machine(new BytesReader(bytes), world).run();
}

class Machine {
  private stack: unknown[] = [];
  /** The stacks below each open mark. */
  private readonly below: unknown[][] = [];
  private readonly memo = new Map<number, unknown>();

  constructor(
    private readonly input: BytesReader,
    private readonly world: PickleWorld,
  ) {}

  run(): Unpickled {
    for (let count = 0; count < OPCODE_LIMIT; count++) {
      const opcode = this.input.uint8();
      if (opcode === OP.STOP) return { value: this.pop(), end: this.input.at };
      this.step(opcode);
    }
    throw broken(`its pickle has more than ${OPCODE_LIMIT} instructions`);
  }

  private step(opcode: number): void {
    const { input, stack } = this;
    switch (opcode) {
      case OP.PROTO:
        return this.checkProtocol(input.uint8());
      case OP.FRAME:
        return void input.uint64();

      case OP.MARK:
        this.below.push(stack);
        this.stack = [];
        return;
      case OP.POP_MARK:
        return void this.popMark();
      case OP.POP:
        // Python lets POP take a mark too.
        return void (stack.length > 0 ? stack.pop() : this.popMark());
      case OP.DUP:
        return this.push(this.top());

      case OP.NONE:
        return this.push(null);
      case OP.NEWTRUE:
        return this.push(true);
      case OP.NEWFALSE:
        return this.push(false);
      case OP.BININT:
        return this.push(input.int32());
      case OP.BININT1:
        return this.push(input.uint8());
      case OP.BININT2:
        return this.push(input.uint16());
      case OP.LONG1:
        return this.push(decodeLong(input.take(input.uint8())));
      case OP.LONG4:
        return this.push(decodeLong(input.take(input.uint32())));
      case OP.INT:
      case OP.LONG:
        return this.push(decodeIntLine(input.line()));
      case OP.BINFLOAT:
        return this.push(input.float64());
      case OP.FLOAT:
        return this.push(decodeFloatLine(input.line()));

      case OP.SHORT_BINUNICODE:
      case OP.SHORT_BINSTRING:
        return this.push(input.text(input.uint8()));
      case OP.BINUNICODE:
      case OP.BINSTRING:
        return this.push(input.text(input.uint32()));
      case OP.BINUNICODE8:
        return this.push(input.text(input.uint64()));
      case OP.STRING:
        return this.push(unquote(input.line()));
      case OP.UNICODE:
        return this.push(unescapeUnicode(input.line()));
      case OP.SHORT_BINBYTES:
        return this.push(input.take(input.uint8()));
      case OP.BINBYTES:
        return this.push(input.take(input.uint32()));
      case OP.BINBYTES8:
      case OP.BYTEARRAY8:
        return this.push(input.take(input.uint64()));

      case OP.EMPTY_TUPLE:
      case OP.EMPTY_LIST:
        return this.push([]);
      case OP.TUPLE:
      case OP.LIST:
        return this.push(this.popMark());
      case OP.TUPLE1:
      case OP.TUPLE2:
      case OP.TUPLE3:
        return this.push(this.popMany(opcode - OP.TUPLE1 + 1));
      case OP.APPEND:
        return this.append([this.pop()]);
      case OP.APPENDS:
        return this.append(this.popMark());
      case OP.EMPTY_DICT:
        return this.push(new PyDict());
      case OP.DICT:
        return this.push(setItems(new PyDict(), this.popMark()));
      case OP.SETITEM:
        return this.setItems(this.popMany(2));
      case OP.SETITEMS:
        return this.setItems(this.popMark());
      case OP.EMPTY_SET:
        // Under protocols 2 and 3 a set is a call of its class, so it is a placeholder under every one.
        return this.push(new Placeholder('builtins.set'));
      case OP.FROZENSET:
        this.popMark();
        return this.push(new Placeholder('builtins.frozenset'));
      case OP.ADDITEMS:
        this.popMark();
        return this.expectPlaceholder('ADDITEMS');

      case OP.PUT:
        return this.put(decodeIntLine(input.line()));
      case OP.BINPUT:
        return this.put(input.uint8());
      case OP.LONG_BINPUT:
        return this.put(input.uint32());
      case OP.MEMOIZE:
        return this.put(this.memo.size);
      case OP.GET:
        return this.get(decodeIntLine(input.line()));
      case OP.BINGET:
        return this.get(input.uint8());
      case OP.LONG_BINGET:
        return this.get(input.uint32());

      case OP.GLOBAL:
        return this.push(globalOf(input.line(), input.line()));
      case OP.STACK_GLOBAL: {
        const [module, name] = this.popMany(2);
        return this.push(globalOf(module, name));
      }
      case OP.REDUCE: {
        const [callable, args] = this.popMany(2);
        return this.push(this.call(callable, args));
      }
      case OP.NEWOBJ: {
        const [type, args] = this.popMany(2);
        return this.push(this.call(type, args));
      }
      case OP.NEWOBJ_EX: {
        const [type, args] = this.popMany(3);
        return this.push(this.call(type, args));
      }
      case OP.INST: {
        const type = globalOf(input.line(), input.line());
        return this.push(this.call(type, this.popMark()));
      }
      case OP.OBJ: {
        const [type, ...args] = this.popMark();
        return this.push(this.call(type, args));
      }
      case OP.BUILD:
        return this.build(this.pop());
      case OP.BINPERSID:
        return this.push(this.world.persistent(this.pop()));
      case OP.PERSID:
        return this.push(this.world.persistent(input.line()));

      case OP.EXT1:
      case OP.EXT2:
      case OP.EXT4:
        throw broken('its pickle uses the extension registry, which is private to the program that wrote it');
      default:
        throw broken(`its pickle has the unknown instruction 0x${opcode.toString(16).padStart(2, '0')}`);
    }
  }

  private checkProtocol(protocol: number): void {
    if (protocol > HIGHEST_PROTOCOL)
      throw broken(`its pickle has protocol ${protocol}; readable are those up to ${HIGHEST_PROTOCOL}`);
  }

  private push(value: unknown): void {
    this.stack.push(value);
  }

  private top(): unknown {
    if (this.stack.length === 0) throw broken('its pickle takes a value where there is none');
    return this.stack.at(-1);
  }

  private pop(): unknown {
    const value = this.top();
    this.stack.pop();
    return value;
  }

  private popMany(count: number): unknown[] {
    if (this.stack.length < count) throw broken('its pickle takes a value where there is none');
    return this.stack.splice(-count);
  }

  /** Everything above the latest mark. */
  private popMark(): unknown[] {
    const below = this.below.pop();
    if (!below) throw broken('its pickle closes a mark that it never set');
    const values = this.stack;
    this.stack = below;
    return values;
  }

  private put(index: number | bigint): void {
    this.memo.set(Number(index), this.top());
  }

  private get(index: number | bigint): void {
    if (!this.memo.has(Number(index))) throw broken('its pickle refers to a value that it never made');
    this.push(this.memo.get(Number(index)));
  }

  private append(values: readonly unknown[]): void {
    const list = this.top();
    if (list instanceof Placeholder) return;
    if (!Array.isArray(list)) throw broken('its pickle appends to what is no list');
    for (const value of values) list.push(value);
  }

  private setItems(items: readonly unknown[]): void {
    const dict = this.top();
    if (dict instanceof Placeholder) return;
    if (!(dict instanceof PyDict)) throw broken('its pickle sets items of what is no dict');
    setItems(dict, items);
  }

  private expectPlaceholder(opcode: string): void {
    if (!(this.top() instanceof Placeholder)) throw broken(`its pickle applies ${opcode} to what is no set`);
  }

  /** Attributes matter to nothing that is read here: a dict keeps them to be listed, everything else stays as it is. */
  private build(state: unknown): void {
    const object = this.top();
    if (object instanceof PyDict) object.attributes = state;
  }

  /** Calls nothing: either the world knows the name and makes plain data of the arguments, or a placeholder takes the place. */
  private call(callable: unknown, args: unknown): unknown {
    if (callable instanceof PyGlobal) {
      if (!Array.isArray(args)) throw broken(`its pickle gives ${callable.name} no arguments`);
      return this.world.rebuild(callable.name, args) ?? new Placeholder(callable.name);
    }
    if (callable instanceof Placeholder) return new Placeholder(callable.className);
    throw broken('its pickle calls what is no function');
  }
}

function setItems(dict: PyDict, items: readonly unknown[]): PyDict {
  if (items.length % 2 !== 0) throw broken('its pickle has a key without a value');
  for (let i = 0; i < items.length; i += 2) dict.set(items[i], items[i + 1]);
  return dict;
}

function globalOf(module: unknown, name: unknown): PyGlobal {
  if (typeof module !== 'string' || typeof name !== 'string')
    throw broken('its pickle names a class by what is no text');
  // Under protocol 2, Python 3 writes the names that Python 2 had.
  return new PyGlobal(`${module === '__builtin__' ? 'builtins' : module}.${name}`);
}
