// Cells copied from a spreadsheet: tab-separated, quoted where a cell holds a tab, a quote or a line end.

export function readCells(text: string): string[][] {
  const rows: string[][] = [];
  const cell = /(?:"((?:[^"]|"")*)"|([^\t\r\n]*))(\t|\r\n|\n|\r|$)/gy;
  let row: string[] = [];
  while (cell.lastIndex < text.length) {
    const match = cell.exec(text);
    if (!match) break;
    row.push(match[1] !== undefined ? match[1].replaceAll('""', '"') : match[2]!);
    if (match[3] !== '\t') {
      rows.push(row);
      row = [];
    }
    if (match[0] === '') break;
  }
  if (row.length > 0) rows.push(row);
  return rows;
}
