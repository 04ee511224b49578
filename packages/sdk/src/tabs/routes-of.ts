import { clientRoutes, type TabEvent } from './client-routes.ts';
import { entryRoutes } from './entry-api.ts';

/** A route as the program sees it that knows nothing of the member. */
export type PlainRoute = 'own' | 'again' | 'once' | 'tell' | 'do' | PlainRead;

/** A read as the program sees it. */
export interface PlainRead {
  readonly kind: 'get' | 'read';
  readonly none: unknown;
  readonly told?: (...args: never[]) => TabEvent;
}

/** Every member of a client by its path, such as `markRead` or `groups.invite`. */
export const clientRoutesByPath: ReadonlyMap<string, PlainRoute> = new Map(flatten(clientRoutes, ''));

/** The same, with what a leader does for entries, such as `entry.release`. */
export const routesByPath: ReadonlyMap<string, PlainRoute> = new Map([
  ...clientRoutesByPath,
  ...flatten(entryRoutes, 'entry.'),
]);

/** What everybody watches from the start: reads of the client as a whole. */
export const basePaths: readonly string[] = [...routesByPath].flatMap(([path, route]) =>
  typeof route === 'object' && !route.told ? [path] : [],
);

/** Reads or calls a member (or one of a part) by its path. */
export function reach(target: object, path: string, args: readonly unknown[]): unknown {
  let owner: unknown = target;
  const names = path.split('.');
  const last = names.pop() ?? '';
  for (const name of names) owner = property(owner, name);
  const member = property(owner, last);
  return typeof member === 'function' ? member.apply(owner, args) : member;
}

function property(owner: unknown, name: string): unknown {
  return Reflect.get(owner as object, name);
}

function flatten(routes: object, prefix: string): [string, PlainRoute][] {
  return Object.entries(routes).flatMap(([name, route]: [string, PlainRoute | object]) =>
    typeof route === 'string' || 'kind' in route
      ? [[prefix + name, route as PlainRoute] as [string, PlainRoute]]
      : flatten(route, `${prefix}${name}.`),
  );
}
