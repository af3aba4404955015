import './style.css';
import { useCallback, useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { Docs } from './docs/Docs';
import { live, useNarrow } from './hooks';
import { FileDrop } from './import/FileDrop';
import { ImportPage } from './import/ImportPage';
import { useKeys } from './keys';
import { DeadLetters } from './letters/DeadLetters';
import { LetterDrawer } from './letters/Letter';
import { OperationDrawer } from './operations/Operation';
import { Operations } from './operations/Operations';
import { Fraud } from './page/Fraud';
import { Header } from './page/Header';
import { Help } from './page/Help';
import { LogIn } from './page/LogIn';
import { Orders } from './page/Orders';
import { Overview } from './page/Overview';
import { Payments } from './page/Payments';
import { StateLine } from './page/StateLine';
import { StatusBar } from './page/StatusBar';
import { SystemPage } from './page/System';
import { Boundary } from './parts/Panel';
import { followLinks, useQuery, useRoute, type Route } from './route';
import { askWho, may, mustLogIn, needs, useSession } from './session';
import { OrderDrawer } from './story/OrderDrawer';
import { OrderPage } from './story/OrderPage';

function App() {
  const route = useRoute();
  const query = useQuery();
  const [help, setHelp] = useState(false);
  const covered = useNarrow(1_100); // there the order covers the page instead of standing beside it
  const lists = !['order', 'docs', 'unknown'].includes(route.page);
  const order = (lists && query.get('order')) || undefined;
  const letter = (route.page === 'dead-letters' && query.get('letter')) || undefined;
  const operation = (route.page === 'operations' && query.get('operation')) || undefined;
  const drawer = order !== undefined || letter !== undefined || operation !== undefined;
  const session = useSession();
  const reads = session !== 'asking' && may(session, 'orders:read');
  useKeys(useCallback(() => setHelp(true), []));
  useEffect(() => {
    if (reads) live.start();
  }, [reads]);

  useEffect(() => {
    document.title = titleOf(route, order);
  }, [route, order]);

  if (session === 'asking') return null;
  if (typeof session !== 'string' && mustLogIn(session) && route.page !== 'docs') {
    return (
      <main>
        <LogIn session={session} />
      </main>
    );
  }
  return (
    <>
      <a className="skip" href="#main">
        Skip to content
      </a>
      <Header route={route} onHelp={() => setHelp(true)} />
      <div className={drawer ? 'shell with-drawer' : 'shell'}>
        <main id="main" tabIndex={-1} inert={drawer && covered}>
          {reads && <StateLine />}
          <Boundary key={route.page}>
            {may(session, needs(route.page)) ? (
              <Page route={route} order={order} />
            ) : (
              <Lacks right={needs(route.page)} />
            )}
          </Boundary>
        </main>
        {order !== undefined ? (
          <OrderDrawer id={order} />
        ) : letter !== undefined ? (
          <LetterDrawer place={letter} />
        ) : (
          operation !== undefined && <OperationDrawer offset={operation} />
        )}
      </div>
      <StatusBar />
      {may(session, needs('import')) && <FileDrop />}
      <Help open={help} onClose={() => setHelp(false)} />
    </>
  );
}

function Page({ route, order }: { route: Route; order: string | undefined }) {
  switch (route.page) {
    case 'overview':
      return <Overview order={order} />;
    case 'orders':
      return <Orders />;
    case 'order':
      return <OrderPage id={route.id} />;
    case 'import':
      return <ImportPage />;
    case 'fraud':
      return <Fraud />;
    case 'payments':
      return <Payments />;
    case 'dead-letters':
      return <DeadLetters />;
    case 'operations':
      return <Operations />;
    case 'system':
      return <SystemPage />;
    case 'docs':
      return <Docs />;
    case 'unknown':
      return <Unknown />;
  }
}

/** Instead of a page that one may not see. */
function Lacks({ right }: { right: string }) {
  const session = useSession();
  if (typeof session === 'string') return null;
  const { name, rights } = session;
  return (
    <div className="card empty" data-testid="lacks">
      <h1>{rights.length === 0 ? 'You have no rights yet' : 'You may not see this'}</h1>
      <p>
        {name} lacks the right <span className="mono">{right}</span>
        {rights.length === 0 ? ' and every other' : ''}. Whoever runs this Orders can give it to{' '}
        {name.includes(':') ? 'one of your groups' : 'the key'}.
      </p>
    </div>
  );
}

function Unknown() {
  return (
    <div className="card empty" data-testid="unknown-page">
      <h1>No such page</h1>
      <p>
        There is nothing at <span className="mono">{location.pathname}</span>.{' '}
        <a href="/">To the overview</a>
      </p>
    </div>
  );
}

const TITLES: Record<string, string> = {
  orders: 'All orders',
  import: 'Import',
  fraud: 'Fraud',
  payments: 'Payments',
  'dead-letters': 'Dead letters',
  operations: 'Record of operations',
  system: 'System',
  docs: 'API',
  unknown: 'No such page',
};

function titleOf(route: Route, order: string | undefined): string {
  const id = route.page === 'order' ? route.id : order;
  const title = id === undefined ? TITLES[route.page] : `Order ${id}`;
  return title ? `${title} · Orders` : 'Orders';
}

followLinks();
void askWho();
createRoot(document.getElementById('root')!).render(<App />);
