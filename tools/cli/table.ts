const CELL_WIDTH = 6;

/** Lines of a table: a name and shares with three digits, a dash where there is none. */
export function tableLines(
  columns: readonly string[],
  rows: readonly (readonly [name: string, cells: readonly (number | null)[]])[],
): string[] {
  const width = Math.max(...rows.map(([name]) => name.length));
  const line = (name: string, cells: readonly string[]) =>
    [plain(name).padEnd(width), ...cells.map((cell) => cell.padStart(CELL_WIDTH))].join('  ');
  return [
    line('', columns),
    ...rows.map(([name, cells]) =>
      line(
        name,
        cells.map((cell) => cell?.toFixed(3) ?? '–'),
      ),
    ),
  ];
}

/** Names come from files; their control characters would steer the terminal. */
const plain = (name: string) => name.replace(/\p{Cc}/gu, '�');
