import type { TuningForm } from '../../../src/model/tuning/tunedPrompt';
import type { Precision, Trial } from './experiment';

/** Mean and standard deviation over words and seeds, that is, over lessons. */
interface Spread {
  readonly mean: number;
  readonly deviation: number;
}

export interface Row {
  readonly form: TuningForm;
  /** How many words the row is about. */
  readonly words: number;
  readonly shots: number;
  readonly lessons: number;
  readonly before: Spread;
  readonly after: Spread;
  readonly after50: Spread;
  readonly seconds: Spread;
}

export const FORM_NAMES: Readonly<Record<TuningForm, string>> = {
  alignment: 'final token embeddings P',
  embedding: 'embeddings entering the fusion',
};

/** One row for every form and number of shots; where a form was taught fewer words than another, both have rows about those words. */
export function rowsOf(trials: readonly Trial[]): Row[] {
  const forms = unique(trials.map(({ form }) => form));
  const wordsOf = (form: TuningForm) => unique(trials.filter((trial) => trial.form === form).map(({ word }) => word));
  return unique(forms.map((form) => wordsOf(form).length)).flatMap((count) =>
    forms.flatMap((form) => {
      const words = wordsOf(form).slice(0, count);
      const group = trials.filter((trial) => trial.form === form && words.includes(trial.word));
      return words.length < count
        ? []
        : unique(group.map(({ shots }) => shots)).map((shots) =>
            rowOf(
              form,
              count,
              shots,
              group.filter((trial) => trial.shots === shots),
            ),
          );
    }),
  );
}

function rowOf(form: TuningForm, words: number, shots: number, group: readonly Trial[]): Row {
  const precision = (when: 'before' | 'after', what: keyof Precision) =>
    spread(group.map((trial) => trial[when][what]));
  return {
    form,
    words,
    shots,
    lessons: group.length,
    before: precision('before', 'ap'),
    after: precision('after', 'ap'),
    after50: precision('after', 'ap50'),
    seconds: spread(group.map(({ milliseconds }) => milliseconds / 1000)),
  };
}

const unique = <T>(values: readonly T[]): T[] => [...new Set(values)];

function spread(values: readonly number[]): Spread {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: values.length > 1 ? Math.sqrt(squares / (values.length - 1)) : 0 };
}

const share = ({ mean, deviation }: Spread) => `${mean.toFixed(3)} ± ${deviation.toFixed(3)}`;

const COLUMNS = [
  'what is tuned',
  'words',
  'shots',
  'lessons',
  'AP before',
  'AP after',
  'AP50 after',
  'seconds a lesson',
];

export function markdownTable(rows: readonly Row[]): string {
  const cells = rows.map(({ form, words, shots, lessons, before, after, after50, seconds }) => [
    FORM_NAMES[form],
    words,
    shots,
    lessons,
    before.mean.toFixed(3),
    share(after),
    share(after50),
    seconds.mean.toFixed(1),
  ]);
  return [COLUMNS, COLUMNS.map(() => '---'), ...cells].map((line) => `| ${line.join(' | ')} |`).join('\n');
}

const [WIDTH, HEIGHT] = [560, 320];
const EDGE = { left: 52, right: 16, top: 16, bottom: 44 };
/** Between the curves at a number of shots. */
const GAP = 6;
const COLORS: Readonly<Record<TuningForm, string>> = { alignment: '#0072b2', embedding: '#d55e00' };

/** AP over the number of shots, for the words that all forms were taught; bars are one standard deviation. */
export function plot(all: readonly Row[]): string {
  const fewest = Math.min(...all.map(({ words }) => words));
  const rows = all.filter(({ words }) => words === fewest);
  const most = Math.max(...rows.map(({ shots }) => shots));
  const x = (shots: number) => EDGE.left + GAP + (shots / most) * (WIDTH - EDGE.left - EDGE.right - 2 * GAP);
  const y = (ap: number) => HEIGHT - EDGE.bottom - Math.min(1, Math.max(0, ap)) * (HEIGHT - EDGE.top - EDGE.bottom);
  const grid = [0, 0.25, 0.5, 0.75, 1].map(
    (ap) =>
      `<path d="M${EDGE.left} ${y(ap)}H${WIDTH - EDGE.right}" stroke="#dfdfda"/><text x="${EDGE.left - 8}" y="${y(ap) + 4}" text-anchor="end">${ap}</text>`,
  );
  const ticks = [0, ...unique(rows.map(({ shots }) => shots))].map(
    (shots) => `<text x="${x(shots)}" y="${HEIGHT - EDGE.bottom + 18}" text-anchor="middle">${shots}</text>`,
  );
  const forms = unique(rows.map(({ form }) => form));
  const curves = forms.map((form, i) =>
    curve(
      rows.filter((row) => row.form === form),
      i,
    ),
  );
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
    // Beside each other, so that no bar hides another.
    const aside = GAP * (place - (forms.length - 1) / 2);
    const all = [{ shots: 0, after: before }, ...points].map(({ shots, after: { mean, deviation } }) => ({
      x: x(shots) + aside,
      y: y(mean),
      low: y(mean - deviation),
      high: y(mean + deviation),
    }));
    const line = all.map((point) => `${point.x},${point.y}`).join(' ');
    const bars = all.map(
      (point) =>
        `<path d="M${point.x} ${point.low}V${point.high}"/><circle cx="${point.x}" cy="${point.y}" r="3.5" fill="${COLORS[form]}"/>`,
    );
    const legend = `<path d="M${EDGE.left + 12} ${EDGE.top + 10 + 20 * place}h24"/><text x="${EDGE.left + 44}" y="${EDGE.top + 14 + 20 * place}" fill="#191a1c" stroke="none">${FORM_NAMES[form]}</text>`;
    return `<g stroke="${COLORS[form]}" stroke-width="2" fill="none"><polyline points="${line}"/>${bars.join('')}${legend}</g>`;
  }
}
