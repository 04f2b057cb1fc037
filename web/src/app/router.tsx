import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { ListPage } from './ListPage.tsx';
import { Gate } from './Gate.tsx';
import { EntryPage } from './EntryPage.tsx';
import { Home } from './Home.tsx';
import { NotFound } from './NotFound.tsx';
import type { ListSearch } from '../ui/listFields.ts';

/** Addresses are read by people: plain text in the query, no JSON. */
function readSearch(text: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text));
}

function writeSearch(search: Record<string, unknown>): string {
  const pairs = Object.entries(search).filter(([, value]) => value !== undefined && value !== '');
  const text = new URLSearchParams(pairs.map(([name, value]) => [name, String(value)])).toString();
  const readable = text
    .replaceAll('%3A', ':')
    .replaceAll('%2C', ',')
    .replaceAll('%3E', '>')
    .replaceAll('%3C', '<');
  return readable && `?${readable}`;
}

const root = createRootRoute({ component: Gate, notFoundComponent: NotFound });
const recordPage = lazyRouteComponent(() => import('./RecordRoute.tsx'), 'RecordRoute');

const text = (value: unknown) => (typeof value === 'string' && value ? value : undefined);

const routes = [
  createRoute({ getParentRoute: () => root, path: '/', component: Home }),
  createRoute({ getParentRoute: () => root, path: '/go/$entry', component: EntryPage }),
  createRoute({
    getParentRoute: () => root,
    path: '/tasks',
    component: lazyRouteComponent(() => import('./Tasks.tsx'), 'Tasks'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/scan',
    component: lazyRouteComponent(() => import('./Scan.tsx'), 'Scan'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/reports/$name',
    component: lazyRouteComponent(() => import('./Reports.tsx'), 'ReportPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/reports',
    component: lazyRouteComponent(() => import('./Reports.tsx'), 'Reports'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/sales/order/$id/explain',
    component: lazyRouteComponent(() => import('../modules/sales/Explain.tsx'), 'Explain'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/$module/$noun',
    component: ListPage,
    validateSearch: (search: Record<string, unknown>): ListSearch => ({
      filter: text(search['filter']),
      sort: text(search['sort']),
      group: text(search['group']),
    }),
  }),
  createRoute({ getParentRoute: () => root, path: '/$module/$noun/$id', component: recordPage }),
] as const;

export const router = createRouter({
  routeTree: root.addChildren(routes),
  parseSearch: readSearch,
  stringifySearch: writeSearch,
  defaultPreload: 'intent',
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
