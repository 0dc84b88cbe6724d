import { GlipError } from '../../errors';

/** A file that PyTorch could not have written, or not in one piece. */
export const broken = (what: string, options?: ErrorOptions) =>
  new GlipError('weights-format', `This PyTorch checkpoint cannot be read: ${what}.`, options);

export const badTensor = (name: string, what: string) => new GlipError('weights-tensor', `Tensor "${name}" ${what}.`);
