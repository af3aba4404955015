import './style.css';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { createRoot } from 'react-dom/client';
import { Docs } from './docs/Docs';
import { Header, typing } from './page/Header';
import { Help } from './page/Help';
import { OrderDrawer } from './page/OrderDrawer';
import { Overview } from './page/Overview';
import { StatusBar } from './page/StatusBar';
import { Boundary } from './parts/Panel';
import { followLinks, useRoute, type Route } from './route';

function App() {
  const route = useRoute();
  const [help, setHelp] = useState(false);
  const narrow = useNarrow();
  const order = route.page === 'overview' ? route.order : undefined;

  useEffect(() => {
    document.title = titleOf(route);
  }, [route]);

  useEffect(() => {
    const key = (event: KeyboardEvent) => {
      if (event.key === '?' && !typing(event)) setHelp(true);
    };
    document.addEventListener('keydown', key);
    return () => document.removeEventListener('keydown', key);
  }, []);

  return (
    <>
      <a className="skip" href="#main">
        Skip to content
      </a>
      <Header route={route} onHelp={() => setHelp(true)} />
      <div className={order === undefined ? 'shell' : 'shell with-drawer'}>
        <main id="main" tabIndex={-1} inert={order !== undefined && narrow}>
          <Boundary>
            {route.page === 'docs' ? (
              <Docs />
            ) : route.page === 'overview' ? (
              <Overview order={route.order} />
            ) : (
              <Unknown />
            )}
          </Boundary>
        </main>
        {order !== undefined && <OrderDrawer id={order} />}
      </div>
      <StatusBar />
      <Help open={help} onClose={() => setHelp(false)} />
    </>
  );
}

function Unknown() {
  return (
    <div className="card empty" data-testid="unknown-page">
      <h1>No such page</h1>
      <p>
        <a href="/">To the overview</a>
      </p>
    </div>
  );
}

function titleOf(route: Route): string {
  if (route.page === 'docs') return 'API · Orders';
  return route.page === 'overview' && route.order ? `Order ${route.order} · Orders` : 'Orders';
}

const narrow = matchMedia('(max-width: 1100px)');

/** Whether the order covers the page instead of standing beside it. */
function useNarrow(): boolean {
  return useSyncExternalStore(
    (listener) => {
      narrow.addEventListener('change', listener);
      return () => narrow.removeEventListener('change', listener);
    },
    () => narrow.matches,
  );
}

followLinks();
createRoot(document.getElementById('root')!).render(<App />);
