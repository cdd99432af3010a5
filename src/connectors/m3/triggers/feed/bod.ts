import { XMLParser } from 'fast-xml-parser';

/** An element of a BOD: attributes begin with `@`, text of an element with attributes or children is `#text`. */
export type Element = string | { readonly [name: string]: Element | readonly Element[] | undefined };

/** A Sync BOD (OAGIS 9.2 as Infor uses it), as far as it is read here. */
export interface Bod {
  /** `Sync`, `Process`, … */
  readonly verb: string;
  /** `ItemMaster`, `SalesOrder`, … */
  readonly noun: string;
  readonly bodId: string;
  readonly createdAt: string;
  /** `100_AAA`: company and division. */
  readonly accountingEntity: string;
  readonly actionCode: string;
  readonly records: readonly Element[];
}

export type BodFault = { readonly fault: 'doctype' | 'unreadable'; readonly why: string };

const DEEPEST = 60;
const VERBS = /^(?<verb>Sync|Process|Acknowledge|Get|Show|Load|Confirm|Change|Cancel|Notify)(?<noun>[A-Z]\w{1,80})$/;

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  removeNSPrefix: true,
  parseTagValue: false,
  parseAttributeValue: false,
  // Entities are no part of a BOD beyond the five of XML, which are put back where a value is read.
  processEntities: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
  maxNestedTags: DEEPEST,
});

/**
 * Reads a BOD. A document type declaration is refused before anything is parsed, so there is no entity to expand and
 * nothing outside to fetch (S15); so is one that is nested deeper than any noun.
 */
export function readBod(text: string): Bod | BodFault {
  if (/<!(?:DOCTYPE|ENTITY|ELEMENT|ATTLIST|NOTATION)/i.test(text)) {
    return { fault: 'doctype', why: 'it has a document type declaration, which no BOD has' };
  }
  const depth = depthFault(text);
  if (depth) return { fault: 'unreadable', why: depth };
  let root: Element;
  try {
    root = parser.parse(text) as Element;
  } catch (error) {
    return { fault: 'unreadable', why: error instanceof Error ? error.message.slice(0, 200) : 'it cannot be parsed' };
  }
  if (typeof root !== 'object') return { fault: 'unreadable', why: 'it has no element' };
  const name = Object.keys(root).find((key) => VERBS.test(key));
  const { verb, noun } = VERBS.exec(name ?? '')?.groups ?? {};
  if (name === undefined || verb === undefined || noun === undefined) {
    return { fault: 'unreadable', why: 'its root element is no verb and noun, such as SyncItemMaster' };
  }
  const body = first(root[name]);
  const area = at(body, 'DataArea');
  const act = at(area, verb);
  const records = typeof area === 'object' ? all(area[noun]) : [];
  return {
    verb,
    noun,
    bodId: textAt(body, 'ApplicationArea', 'BODID'),
    createdAt: textAt(body, 'ApplicationArea', 'CreationDateTime'),
    accountingEntity: textAt(act, 'AccountingEntityID'),
    actionCode: attributeAt(act, 'actionCode', 'ActionCriteria', 'ActionExpression'),
    records,
  };
}

/** Looks the nesting over in one pass, so that a hostile document costs no parsing. */
function depthFault(text: string): string | undefined {
  let depth = 0;
  for (let at = text.indexOf('<'); at !== -1; at = text.indexOf('<', at + 1)) {
    const next = text.charCodeAt(at + 1);
    // Comments, CDATA and processing instructions are no nesting.
    if (next === 33 || next === 63) continue;
    if (next === 47) {
      depth -= 1;
      continue;
    }
    const end = text.indexOf('>', at);
    if (end === -1) return 'it is cut off';
    if (text.charCodeAt(end - 1) !== 47) depth += 1;
    if (depth > DEEPEST) return `it is nested deeper than ${DEEPEST} elements`;
  }
  return depth === 0 ? undefined : 'it is cut off, or its elements do not match';
}

function all(value: Element | readonly Element[] | undefined): readonly Element[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? (value as readonly Element[]) : [value as Element];
}

function first(value: Element | readonly Element[] | undefined): Element | undefined {
  return all(value)[0];
}

/** The first element under a path of names. */
export function at(element: Element | undefined, ...path: readonly string[]): Element | undefined {
  let found = element;
  for (const name of path) {
    if (typeof found !== 'object' || !Object.hasOwn(found, name)) return undefined;
    found = first(found[name]);
  }
  return found;
}

/** All elements under a path of names: a repeated one on the way does not hide the later ones. */
export function allAt(element: Element | undefined, ...path: readonly string[]): readonly Element[] {
  let found = all(element);
  for (const name of path) {
    found = found.flatMap((each) => (typeof each === 'object' && Object.hasOwn(each, name) ? all(each[name]) : []));
  }
  return found;
}

/** The text of the first element under a path, with the five entities of XML put back; empty when there is none. */
export function textAt(element: Element | undefined, ...path: readonly string[]): string {
  return textOf(at(element, ...path));
}

/** The text of an element. */
export function textOf(element: Element | undefined): string {
  const text = typeof element === 'object' ? element['#text'] : element;
  return typeof text === 'string' ? unescape(text).trim() : '';
}

/** An attribute of the first element under a path; empty when there is none. */
export function attributeAt(element: Element | undefined, attribute: string, ...path: readonly string[]): string {
  const found = at(element, ...path);
  const value = typeof found === 'object' ? found[`@${attribute}`] : undefined;
  return typeof value === 'string' ? unescape(value).trim() : '';
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };

function unescape(text: string): string {
  if (!text.includes('&')) return text;
  return text
    .slice(0, 4_000)
    .replaceAll(
      /&(?:(lt|gt|quot|apos|amp)|#(\d{1,7})|#x([\da-f]{1,6}));/gi,
      (whole, name?: string, decimal?: string, hex?: string) => {
        if (name !== undefined) return ENTITIES[name.toLowerCase()] ?? whole;
        const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
        return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : '';
      },
    );
}
