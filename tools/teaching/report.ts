import type { TuningForm } from '../../src/model/learn/tunedPrompt';
import type { Precision, Trial } from './experiment';

/** Mean and standard deviation over words and seeds. */
interface Spread {
  readonly mean: number;
  readonly deviation: number;
}

export interface Row {
  readonly form: TuningForm;
  readonly shots: number;
  readonly trials: number;
  readonly before: Spread;
  readonly after: Spread;
  readonly after50: Spread;
  readonly seconds: Spread;
}

export const FORM_NAMES: Readonly<Record<TuningForm, string>> = { alignment: 'final token embeddings P', embedding: 'embeddings entering the fusion' };

/** One row for every form and number of shots, in the order of the trials. */
export function rowsOf(trials: readonly Trial[]): Row[] {
  const keys = [...new Set(trials.map(({ form, shots }) => `${form} ${shots}`))];
  return keys.map((key) => {
    const group = trials.filter(({ form, shots }) => `${form} ${shots}` === key);
    const { form, shots } = group[0]!;
    const precision = (when: 'before' | 'after', what: keyof Precision) => spread(group.map((trial) => trial[when][what]));
    return {
      form,
      shots,
      trials: group.length,
      before: precision('before', 'ap'),
      after: precision('after', 'ap'),
      after50: precision('after', 'ap50'),
      seconds: spread(group.map(({ milliseconds }) => milliseconds / 1000)),
    };
  });
}

function spread(values: readonly number[]): Spread {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: values.length > 1 ? Math.sqrt(squares / (values.length - 1)) : 0 };
}

const share = ({ mean, deviation }: Spread) => `${mean.toFixed(3)} ± ${deviation.toFixed(3)}`;

export function markdownTable(rows: readonly Row[]): string {
  const lines = rows.map(
    ({ form, shots, trials, before, after, after50, seconds }) =>
      `| ${FORM_NAMES[form]} | ${shots} | ${trials} | ${before.mean.toFixed(3)} | ${share(after)} | ${share(after50)} | ${seconds.mean.toFixed(1)} |`,
  );
  return ['| what is tuned | shots | lessons | AP before | AP after | AP50 after | seconds a lesson |', '| --- | --- | --- | --- | --- | --- | --- |', ...lines].join('\n');
}

const [WIDTH, HEIGHT] = [560, 320];
const EDGE = { left: 52, right: 16, top: 16, bottom: 44 };
const COLORS: Readonly<Record<TuningForm, string>> = { alignment: '#0072b2', embedding: '#d55e00' };

/** AP over the number of shots; bars are one standard deviation. */
export function plot(rows: readonly Row[]): string {
  const most = Math.max(...rows.map(({ shots }) => shots));
  const x = (shots: number) => EDGE.left + (shots / most) * (WIDTH - EDGE.left - EDGE.right);
  const y = (ap: number) => HEIGHT - EDGE.bottom - Math.min(1, Math.max(0, ap)) * (HEIGHT - EDGE.top - EDGE.bottom);
  const grid = [0, 0.25, 0.5, 0.75, 1].map((ap) => `<path d="M${EDGE.left} ${y(ap)}H${WIDTH - EDGE.right}" stroke="#dfdfda"/><text x="${EDGE.left - 8}" y="${y(ap) + 4}" text-anchor="end">${ap}</text>`);
  const ticks = [0, ...new Set(rows.map(({ shots }) => shots))].map((shots) => `<text x="${x(shots)}" y="${HEIGHT - EDGE.bottom + 18}" text-anchor="middle">${shots}</text>`);
  const forms = [...new Set(rows.map(({ form }) => form))];
  const curves = forms.map((form, i) => curve(rows.filter((row) => row.form === form), i));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="system-ui, sans-serif" font-size="13" fill="#5a5d63">
<rect width="100%" height="100%" fill="#fff"/>
${grid.join('\n')}
${ticks.join('\n')}
<text x="${WIDTH / 2}" y="${HEIGHT - 6}" text-anchor="middle">pictures the word was taught with</text>
<text transform="rotate(-90 14 ${HEIGHT / 2})" x="14" y="${HEIGHT / 2}" text-anchor="middle">AP on unseen pictures</text>
${curves.join('\n')}
</svg>
`;

  function curve(points: readonly Row[], place: number): string {
    const { form, before } = points[0]!;
    const all = [{ shots: 0, after: before }, ...points];
    const line = all.map(({ shots, after }) => `${x(shots)},${y(after.mean)}`).join(' ');
    const bars = all.map(({ shots, after: { mean, deviation } }) => `<path d="M${x(shots)} ${y(mean - deviation)}V${y(mean + deviation)}"/><circle cx="${x(shots)}" cy="${y(mean)}" r="3.5" fill="${COLORS[form]}"/>`);
    const legend = `<path d="M${EDGE.left + 12} ${EDGE.top + 10 + 20 * place}h24"/><text x="${EDGE.left + 44}" y="${EDGE.top + 14 + 20 * place}" fill="#191a1c" stroke="none">${FORM_NAMES[form]}</text>`;
    return `<g stroke="${COLORS[form]}" stroke-width="2" fill="none"><polyline points="${line}"/>${bars.join('')}${legend}</g>`;
  }
}
