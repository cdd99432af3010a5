const STEP_ID = /^\s*-\s+id:\s*(\S+)\s*$/;
const STEP_TITLE = /^\s+title:\s*(.+?)\s*$/;

/** Titles of the steps of a flow, by step id, from the text of its `flow.yaml` as the formatter writes it: `title` follows `id`. */
export function stepTitlesOf(flowText: string): ReadonlyMap<string, string> {
  const titles = new Map<string, string>();
  let id: string | undefined;
  for (const line of flowText.split('\n')) {
    const begun = STEP_ID.exec(line)?.[1];
    if (begun !== undefined) {
      id = begun;
      continue;
    }
    const title = STEP_TITLE.exec(line)?.[1];
    if (id !== undefined && title !== undefined) titles.set(id, title.replace(/^(['"])(.*)\1$/, '$2'));
    id = undefined;
  }
  return titles;
}

/** The title of the step at `address`: `lines[7]/line` is the step `line`. */
export function titleAt(titles: ReadonlyMap<string, string>, address: string): string | undefined {
  return titles.get(address.split('/').at(-1) ?? address);
}
