/** Python values to pickle. Beside these: null, booleans, safe integers, bigints, strings, arrays for lists, Maps for dicts. */

export class PyTuple {
  readonly items: readonly unknown[];

  constructor(...items: readonly unknown[]) {
    this.items = items;
  }
}

export class PyFloat {
  constructor(readonly value: number) {}
}

/** A class or function by name. */
export class PyName {
  constructor(
    readonly module: string,
    readonly name: string,
  ) {}
}

/** An object that its class or a function makes; what it is given afterwards follows in the pickle. */
export class PyObject {
  constructor(
    readonly callable: PyName,
    readonly args: PyTuple,
    readonly after: {
      /** `cls.__new__(cls, *args)` instead of a call. */
      readonly isNew?: boolean;
      readonly items?: ReadonlyMap<unknown, unknown>;
      readonly state?: unknown;
    } = {},
  ) {}
}

/** A reference to something outside of the pickle. */
export class PersistentId {
  constructor(readonly id: PyTuple) {}
}

export const orderedDict = (items: ReadonlyMap<unknown, unknown>, state?: unknown) =>
  new PyObject(new PyName('collections', 'OrderedDict'), new PyTuple(), { items, state });

export const dict = (fields: Readonly<Record<string, unknown>>) => new Map<unknown, unknown>(Object.entries(fields));
