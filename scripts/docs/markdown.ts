/** Text as one cell of a Markdown table. */
export function asCell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ').trim();
}

/** A Markdown table; cells are taken as they are. */
export function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`;
  return `${line(head)}|${'---|'.repeat(head.length)}\n${rows.map(line).join('')}`;
}

/**
 * Replaces what stands between the lines `<!-- generated: name -->` and `<!-- end generated -->` of a page.
 * @throws Error when the page does not have these lines.
 */
export function fillSection(page: string, name: string, content: string): string {
  const begin = `<!-- generated: ${name} -->\n`;
  const end = '<!-- end generated -->';
  const from = page.indexOf(begin);
  const to = page.indexOf(end, from);
  if (from < 0 || to < 0) throw new Error(`The page has no section "generated: ${name}"`);
  return `${page.slice(0, from + begin.length)}\n${content}\n${page.slice(to)}`;
}
