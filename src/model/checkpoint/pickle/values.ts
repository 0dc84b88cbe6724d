/**
 * What a pickle becomes: null, booleans, numbers, bigints beyond 2^53, strings, Uint8Arrays, arrays for lists and tuples, and these.
 */

export class PyDict extends Map<unknown, unknown> {
  /** What an OrderedDict carries besides its items, such as a state dict's `_metadata`. */
  attributes: unknown;
}

/** The name of a class or function of Python. It is a name and no more: nothing is looked up by it, let alone called. */
export class PyGlobal {
  constructor(readonly name: string) {}
}

/** Stands for any object the reader does not know. What the file would have done to it is dropped. */
export class Placeholder {
  constructor(
    /** e.g. `argparse.Namespace` */
    readonly className: string,
  ) {}
}
