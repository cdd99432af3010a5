import { createRootRoute, createRoute, createRouter, Outlet } from '@tanstack/react-router';
import { Frame } from '../frame/Frame.tsx';
import { NotFound } from '../pages/NotFound.tsx';
import { ConnectionEditPage } from '../pages/connections/ConnectionEditPage.tsx';
import { ConnectionsPage } from '../pages/connections/ConnectionsPage.tsx';
import { CustomerPage } from '../pages/customers/CustomerPage.tsx';
import { CustomersPage } from '../pages/customers/CustomersPage.tsx';
import { AlertsPage } from '../pages/alerts/AlertsPage.tsx';
import { OperatePage } from '../pages/operate/OperatePage.tsx';
import { FlowsPage } from '../pages/flows/FlowsPage.tsx';
import { OrdersPage } from '../pages/orders/OrdersPage.tsx';
import { DifferencePage } from '../pages/reconcile/DifferencePage.tsx';
import { ReconcilePage } from '../pages/reconcile/ReconcilePage.tsx';
import { RunPage } from '../pages/run/RunPage.tsx';
import { SettingsPage } from '../pages/settings/SettingsPage.tsx';
import { SignInPage } from '../pages/sign-in/SignInPage.tsx';
import { WelcomePage } from '../pages/sign-in/WelcomePage.tsx';
import { TodayPage } from '../pages/today/TodayPage.tsx';
import { WorkPage } from '../pages/work/WorkPage.tsx';
import { FrameError } from '../frame/FrameError.tsx';
import { parseSearch, pick, stringifySearch } from './search-text.ts';

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFound });

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: (search) => pick(search, ['next']),
  component: SignInPage,
});

const welcome = createRoute({
  getParentRoute: () => root,
  path: '/welcome',
  validateSearch: (search) => pick(search, ['token']),
  component: WelcomePage,
});

const frame = createRoute({
  getParentRoute: () => root,
  id: 'frame',
  component: Frame,
  notFoundComponent: NotFound,
});

const today = createRoute({
  getParentRoute: () => frame,
  path: '/',
  validateSearch: (search) => pick(search, ['chart']),
  component: TodayPage,
});

const orders = createRoute({
  getParentRoute: () => frame,
  path: '/orders',
  validateSearch: (search) =>
    pick(search, ['q', 'state', 'flow', 'queue', 'code', 'since', 'until', 'endedSince', 'endedUntil']),
  component: OrdersPage,
});

const run = createRoute({
  getParentRoute: () => frame,
  path: '/runs/$id',
  validateSearch: (search) => pick(search, ['at', 'view', 'find']),
  component: RunPage,
});

const work = createRoute({
  getParentRoute: () => frame,
  path: '/work',
  validateSearch: (search) => pick(search, ['state', 'owner', 'snoozed', 'q', 'flow', 'queue', 'code', 'cause']),
  component: WorkPage,
});

const customers = createRoute({
  getParentRoute: () => frame,
  path: '/customers',
  validateSearch: (search) => pick(search, ['q']),
  component: CustomersPage,
});

const customer = createRoute({
  getParentRoute: () => frame,
  path: '/customers/$connection/$id',
  component: CustomerPage,
});

const reconcile = createRoute({
  getParentRoute: () => frame,
  path: '/reconcile',
  validateSearch: (search) => pick(search, ['subject', 'kind', 'state']),
  component: ReconcilePage,
});

const difference = createRoute({ getParentRoute: () => frame, path: '/differences/$id', component: DifferencePage });

const operate = createRoute({
  getParentRoute: () => frame,
  path: '/operate',
  validateSearch: (search) => pick(search, ['range', 'flow', 'connection', 'view']),
  component: OperatePage,
});

const alerts = createRoute({
  getParentRoute: () => frame,
  path: '/alerts',
  validateSearch: (search) => pick(search, ['part']),
  component: AlertsPage,
});

const flows = createRoute({ getParentRoute: () => frame, path: '/flows', component: FlowsPage });

const connections = createRoute({ getParentRoute: () => frame, path: '/connections', component: ConnectionsPage });

const newConnection = createRoute({
  getParentRoute: () => frame,
  path: '/connections/new',
  validateSearch: (search) => pick(search, ['connector']),
  component: ConnectionEditPage,
});

const editConnection = createRoute({
  getParentRoute: () => frame,
  path: '/connections/$name',
  component: ConnectionEditPage,
});

const settings = createRoute({
  getParentRoute: () => frame,
  path: '/settings',
  validateSearch: (search) => pick(search, ['part', 'subject']),
  component: SettingsPage,
});

/** Every address of the console. The address carries the whole state of a page. */
export const router = createRouter({
  routeTree: root.addChildren([
    signIn,
    welcome,
    frame.addChildren([
      today,
      orders,
      run,
      work,
      customers,
      customer,
      reconcile,
      difference,
      operate,
      alerts,
      flows,
      connections,
      newConnection,
      editConnection,
      settings,
    ]),
  ]),
  parseSearch,
  stringifySearch,
  defaultPreload: false,
  scrollRestoration: true,
  defaultErrorComponent: FrameError,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
