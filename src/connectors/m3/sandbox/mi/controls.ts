import type { MiRecord } from '../state/effects.ts';

/** How a call wants to be answered. Lower-case parameters of the request (docs.infor.com developer pages of OIS100MI). */
export interface Controls {
  company: string;
  /** Division; undefined when the user's own is meant, empty for the company level. */
  division: string | undefined;
  /** Most records; 0 means all. */
  maxRecords: number;
  excludeEmpty: boolean;
  rightTrim: boolean;
  /** Output fields wanted; empty for all. */
  columns: string[];
  echoInput: boolean;
  metadata: boolean;
}

/** What the host assumes when the caller does not say. The default of `maxrecs` is the one Infor's own client sends. */
export function defaultControls(): Controls {
  return {
    company: '',
    division: undefined,
    maxRecords: 100,
    excludeEmpty: false,
    rightTrim: true,
    columns: [],
    echoInput: false,
    metadata: false,
  };
}

const SETTERS: Readonly<Record<string, (controls: Controls, value: string) => void>> = {
  cono: (controls, value) => {
    controls.company = value;
  },
  divi: (controls, value) => {
    controls.division = value;
  },
  maxrecs: (controls, value) => {
    controls.maxRecords = Number.isSafeInteger(Number(value)) ? Math.max(0, Number(value)) : 100;
  },
  excludeempty: (controls, value) => {
    controls.excludeEmpty = value === 'true';
  },
  // The matrix form spells it without the first e.
  excludempty: (controls, value) => {
    controls.excludeEmpty = value === 'true';
  },
  righttrim: (controls, value) => {
    controls.rightTrim = value !== 'false';
  },
  returncols: (controls, value) => {
    controls.columns = value.split(',').filter((name) => name !== '');
  },
  extendedresult: (controls, value) => {
    controls.echoInput = value === 'true';
  },
  metadata: (controls, value) => {
    controls.metadata = value === 'true';
  },
};

/** Sets one control; false when the name is no control. Those without effect here (`lanc`, `_rid`) count as controls too. */
function setControl(controls: Controls, name: string, value: string): boolean {
  if (name !== name.toLowerCase()) return false;
  if (Object.hasOwn(SETTERS, name)) SETTERS[name]?.(controls, value);
  return true;
}

/** Splits `a=1&B=x` into controls and input fields. Malformed escapes stay as they are. */
export function readQuery(query: string, controls: Controls): MiRecord {
  const input: MiRecord = {};
  let start = 0;
  while (start < query.length) {
    let end = query.indexOf('&', start);
    if (end === -1) end = query.length;
    const equals = query.indexOf('=', start);
    if (equals > start && equals < end) {
      const name = unescapeText(query.slice(start, equals));
      const value = unescapeText(query.slice(equals + 1, end));
      if (!setControl(controls, name, value) && value !== '') input[name] = value;
    }
    start = end + 1;
  }
  return input;
}

/** Reads the matrix form `;cono=100;returncols=CUNO,CUNM` that may follow the transaction name. */
export function readMatrix(matrix: string, controls: Controls): void {
  for (const part of matrix.split(';')) {
    const equals = part.indexOf('=');
    if (equals > 0) setControl(controls, part.slice(0, equals), unescapeText(part.slice(equals + 1)));
  }
}

function unescapeText(text: string): string {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text;
  if (!spaced.includes('%')) return spaced;
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
}
