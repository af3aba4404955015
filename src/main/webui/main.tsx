import './style.css';
import { useCallback, useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { Docs } from './docs/Docs';
import { useNarrow } from './hooks';
import { FileDrop } from './import/FileDrop';
import { ImportPage } from './import/ImportPage';
import { useKeys } from './keys';
import { DeadLetters } from './letters/DeadLetters';
import { LetterDrawer } from './letters/Letter';
import { Fraud } from './page/Fraud';
import { Header } from './page/Header';
import { Help } from './page/Help';
import { Orders } from './page/Orders';
import { Overview } from './page/Overview';
import { Payments } from './page/Payments';
import { StateLine } from './page/StateLine';
import { StatusBar } from './page/StatusBar';
import { SystemPage } from './page/System';
import { Boundary } from './parts/Panel';
import { followLinks, useQuery, useRoute, type Route } from './route';
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
  const drawer = order !== undefined || letter !== undefined;
  useKeys(useCallback(() => setHelp(true), []));

  useEffect(() => {
    document.title = titleOf(route, order);
  }, [route, order]);

  return (
    <>
      <a className="skip" href="#main">
        Skip to content
      </a>
      <Header route={route} onHelp={() => setHelp(true)} />
      <div className={drawer ? 'shell with-drawer' : 'shell'}>
        <main id="main" tabIndex={-1} inert={drawer && covered}>
          <StateLine />
          <Boundary key={route.page}>
            <Page route={route} order={order} />
          </Boundary>
        </main>
        {order !== undefined ? (
          <OrderDrawer id={order} />
        ) : (
          letter !== undefined && <LetterDrawer place={letter} />
        )}
      </div>
      <StatusBar />
      <FileDrop />
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
    case 'system':
      return <SystemPage />;
    case 'docs':
      return <Docs />;
    case 'unknown':
      return <Unknown />;
  }
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
createRoot(document.getElementById('root')!).render(<App />);
