import { transferHandlers, type TransferHandler } from 'comlink';
import { GlipError, type GlipErrorCode } from '../../model';
import { isMissingModule, PART_MISSING } from './missingPart';

/** An error as plain data. Comlink's own handler would keep the message only; the page needs class, code and cause. */
export type WireError =
  | {
      readonly kind: 'glip';
      readonly code: GlipErrorCode;
      readonly message: string;
      readonly stack?: string;
      readonly cause?: WireError;
    }
  | { readonly kind: 'dom'; readonly name: string; readonly message: string }
  | {
      readonly kind: 'error';
      readonly name: string;
      readonly message: string;
      readonly stack?: string;
      readonly cause?: WireError;
    }
  | { readonly kind: 'value'; readonly text: string };

/** A chain of causes may be circular. */
const MAX_CAUSES = 4;

export function toWire(error: unknown, depth = 0): WireError {
  if (typeof DOMException !== 'undefined' && error instanceof DOMException) {
    return { kind: 'dom', name: error.name, message: error.message };
  }
  if (!(error instanceof Error)) return { kind: 'value', text: String(error) };
  const { name, message, stack } = error;
  if (isMissingModule(error))
    return { kind: 'glip', code: 'script', message: PART_MISSING, stack, cause: { kind: 'error', name, message } };
  const cause = error.cause !== undefined && depth < MAX_CAUSES ? { cause: toWire(error.cause, depth + 1) } : {};
  if (error instanceof GlipError) return { kind: 'glip', code: error.code, message, stack, ...cause };
  return { kind: 'error', name, message, stack, ...cause };
}

export function fromWire(wire: WireError): unknown {
  if (wire.kind === 'value') return wire.text;
  if (wire.kind === 'dom') return new DOMException(wire.message, wire.name);
  const options = wire.cause ? { cause: fromWire(wire.cause) } : undefined;
  const error =
    wire.kind === 'glip'
      ? new GlipError(wire.code, wire.message, options)
      : Object.assign(new Error(wire.message, options), { name: wire.name });
  error.stack = wire.stack;
  return error;
}

/** Both sides of the port call this before the first message. */
export function installErrorTransfer(): void {
  // Only Comlink's own handler knows the symbol that marks a thrown value.
  const stock = transferHandlers.get('throw')!;
  const handler: TransferHandler<{ value: unknown }, WireError> = {
    canHandle: (value): value is { value: unknown } => stock.canHandle(value),
    serialize: ({ value }) => [toWire(value), []],
    deserialize: (wire) => {
      throw fromWire(wire);
    },
  };
  transferHandlers.set('throw', handler);
}

export const isAbort = (error: unknown): boolean => error instanceof DOMException && error.name === 'AbortError';

/** An AbortError of our own: WebGPU has AbortErrors too, when a device is lost. */
export class Superseded extends DOMException {
  constructor(message = 'A newer request has taken the place of this one.') {
    super(message, 'AbortError');
  }
}
