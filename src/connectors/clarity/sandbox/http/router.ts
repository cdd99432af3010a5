import type { Caller } from '../auth/sessions.ts';
import type { StoreFaultKind } from '../faults/store-faults.ts';
import type { Members } from './members.ts';
import type { Reply } from './reply.ts';

/** The surfaces of the store's API: the older generation's full one and two portals, which show only part of the routes, and the current generation's. */
export type Surface = 'full' | 'admin' | 'storefront' | 'phoenix';

/** One request as a handler sees it. */
export interface Call {
  /** Values of the path's parameters in order, decoded. */
  parameters: string[];
  query: Members;
  body: Members;
  caller: Caller | undefined;
  /** A fault that the handler itself has to play. */
  fault?: StoreFaultKind | undefined;
}

export interface Route {
  verb: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** `/Ordering/SalesOrder/ID/{ID}`; `{Key*}` takes the rest of the path. */
  path: string;
  effect: 'read' | 'write';
  /** `open` needs no log-in, `read` none when the store has open reads, `user` any, otherwise a permission. */
  access: 'open' | 'read' | 'user' | { permission: string };
  surfaces: readonly Surface[];
  /** May be answered from the read cache. */
  cached?: boolean;
  /** No public source shows this route; replies are flagged and a setting switches it off. */
  assumed?: boolean;
  handle(call: Call): Reply;
}

interface Node {
  fixed: Map<string, Node>;
  parameter?: Node;
  routes: Map<string, Route>;
  rest?: Map<string, Route>;
}

export interface Match {
  route: Route;
  parameters: string[];
}

/** Finds the route of a path; fixed segments compare without regard to letter case and win over parameters. */
export class Router {
  readonly #root: Node = newNode();

  add(routes: Iterable<Route>): void {
    for (const route of routes) this.#place(route);
  }

  /** The match, or `wrong-verb` when the path exists under another verb, or undefined. */
  find(verb: string, path: string): Match | 'wrong-verb' | undefined {
    const parameters: string[] = [];
    const routes = this.#walk(path.split('/'), parameters);
    if (!routes || routes.size === 0) return undefined;
    const route = routes.get(verb);
    return route ? { route, parameters } : 'wrong-verb';
  }

  #walk(segments: string[], parameters: string[]): Map<string, Route> | undefined {
    let node = this.#root;
    for (let position = 1; position < segments.length; position += 1) {
      const segment = segments[position] ?? '';
      if (segment === '' && position === segments.length - 1) break;
      const next = node.fixed.get(segment) ?? node.fixed.get(segment.toLowerCase());
      if (next) {
        node = next;
        continue;
      }
      if (node.rest) {
        parameters.push(decode(segments.slice(position).join('/')));
        return node.rest;
      }
      if (!node.parameter) return undefined;
      parameters.push(decode(segment));
      node = node.parameter;
    }
    return node.routes;
  }

  #place(route: Route): void {
    let node = this.#root;
    for (const segment of route.path.split('/').slice(1)) {
      if (segment.endsWith('*}')) {
        node.rest ??= new Map();
        node.rest.set(route.verb, route);
        return;
      }
      node = segment.startsWith('{') ? parameterOf(node) : fixedOf(node, segment.toLowerCase());
    }
    node.routes.set(route.verb, route);
  }
}

function newNode(): Node {
  return { fixed: new Map(), routes: new Map() };
}

function parameterOf(node: Node): Node {
  node.parameter ??= newNode();
  return node.parameter;
}

function fixedOf(node: Node, segment: string): Node {
  const existing = node.fixed.get(segment);
  if (existing) return existing;
  const created = newNode();
  node.fixed.set(segment, created);
  return created;
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
