/** References whose id is a short text in this generation: `statusId` is what the older one calls `StatusKey`. */
const OTHERWISE: Readonly<Record<string, string>> = {
  StatusKey: 'statusId',
  StateKey: 'stateId',
  TypeKey: 'typeId',
  Results: 'items',
};

/** Camel case: `CustomKey` → `customKey`, `AccountID` → `accountId`, `ID` → `id`. Assumed; no reference is public. */
export function nameOf(name: string): string {
  const known = OTHERWISE[name];
  if (known !== undefined) return known;
  const start = name.replace(/^[A-Z]+(?![a-z])|^[A-Z]/, (capitals) => capitals.toLowerCase());
  return start.replace(/ID$/, 'Id');
}
