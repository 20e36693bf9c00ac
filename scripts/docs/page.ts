/** One generated file: where it lives, from the root of the repository, and its whole text. */
export interface Page {
  path: string;
  text: string;
}

/** The first lines of every generated Markdown page; the last one tells the reader where the fact really lives. */
export function heading(title: string, source: string): string {
  return `# ${title}\n\nGenerated from ${source} by \`scripts/generate-docs.ts\`: change the source, not this page.\n`;
}

/** A Markdown table; bars inside cells are escaped. */
export function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(columns), line(columns.map(() => '---')), ...rows.map(line)].join('\n');
}
