import { GlipError } from '../../model';

/** Why a download stops, told apart by what helps: waiting, another address, or beginning anew. */
abstract class DownloadError extends GlipError {
  constructor(message: string, options?: ErrorOptions) {
    super('download', message, options);
  }
}

/** The connection failed or broke: trying again may help. */
export class Interrupted extends DownloadError {}

/** The address does not give the file: trying again does not help, another address may. */
export class Refused extends DownloadError {}

/** The file at the address is another one than that which has arrived in part. */
export class RemoteChanged extends DownloadError {
  constructor() {
    super('The file at this address has changed since the download began.');
  }
}
