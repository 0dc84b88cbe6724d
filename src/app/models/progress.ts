import type { AddProgress } from '../../workers/library/protocol';
import { formatBytes, formatTimeLeft } from './quantities';

/** How far a model on its way has come, in words. Pure. */

/** 0..1; undefined while that cannot be told. */
export const fractionOf = (progress: AddProgress | undefined): number | undefined =>
  progress?.step === 'downloading' || progress?.step === 'converting' ? progress.fraction : undefined;

export function progressText(progress: AddProgress | undefined): string {
  switch (progress?.step) {
    case undefined:
      return 'Starting';
    case 'connecting':
      return `Connecting to ${hostOf(progress.address)}`;
    case 'downloading':
      return downloadText(progress);
    case 'waiting':
      return `${progress.why} Attempt ${progress.attempt} in ${Math.ceil(progress.seconds)} s.`;
    case 'restarting':
      return progress.why;
    case 'converting':
      return 'Reading and storing it';
    case 'tokenizer':
      return 'Getting its tokenizer';
  }
}

/** What a screen reader is told: of numbers only every quarter. */
export function progressAnnouncement(title: string, progress: AddProgress | undefined): string {
  const fraction = fractionOf(progress);
  if (fraction !== undefined) return `${title}: ${percent(Math.floor(fraction * 4) / 4)}`;
  return progress?.step === 'waiting' ? `${title}: ${progress.why}` : `${title}: ${progressText(progress)}`;
}

function downloadText({ received, needed, bytesPerSecond, secondsLeft }: Extract<AddProgress, { step: 'downloading' }>): string {
  const amount = needed === undefined ? formatBytes(received) : `${formatBytes(received)} of ${formatBytes(needed)}`;
  const rate = bytesPerSecond === undefined ? '' : `${formatBytes(Math.round(bytesPerSecond))}/s`;
  const left = secondsLeft === undefined ? '' : formatTimeLeft(secondsLeft);
  return [amount, rate, left].filter((part) => part !== '').join(' · ');
}

export const percent = (fraction: number) => `${Math.floor(fraction * 100)} %`;

const hostOf = (address: string) => (URL.canParse(address) ? new URL(address).host : address);
