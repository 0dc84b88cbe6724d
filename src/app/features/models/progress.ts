import type { AddProgress } from '../../../workers/messages/library';
import type { Arrival } from '../../state/state';
import { formatBytes, formatTimeLeft } from '../../lib/format';

/** How far a model on its way has come, in words. Pure. */

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
export function progressAnnouncement({
  title,
  progress,
  fraction,
}: Pick<Arrival, 'title' | 'progress' | 'fraction'>): string {
  if (progress?.step === 'waiting') return `${title}: ${progress.why}`;
  const counts = progress?.step === 'downloading' || progress?.step === 'converting';
  return counts && fraction !== undefined
    ? `${title}: ${percent(Math.floor(fraction * 4) / 4)}`
    : `${title}: ${progressText(progress)}`;
}

function downloadText({
  received,
  needed,
  bytesPerSecond,
  secondsLeft,
}: Extract<AddProgress, { step: 'downloading' }>): string {
  const amount = needed === undefined ? formatBytes(received) : `${formatBytes(received)} of ${formatBytes(needed)}`;
  const rate = bytesPerSecond === undefined ? '' : `${formatBytes(Math.round(bytesPerSecond))}/s`;
  const left = secondsLeft === undefined ? '' : formatTimeLeft(secondsLeft);
  return [amount, rate, left].filter((part) => part !== '').join(' · ');
}

export const percent = (fraction: number) => `${Math.floor(fraction * 100)} %`;

const hostOf = (address: string) => (URL.canParse(address) ? new URL(address).host : address);
