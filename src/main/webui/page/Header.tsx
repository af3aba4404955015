import { useEffect, useRef, useState, type FormEvent } from 'react';
import { atLeast, brief, count, plural } from '../format';
import { live, useLive, useNow } from '../hooks';
import { typing } from '../keys';
import { nextTheme, toggleZone, usePreferences } from '../preferences';
import { go, orderPath, type Route } from '../route';
import { logOut, may, needs, useSession } from '../session';
import { connection } from '../status';
import { ORDER_ID } from '../wire';

type Known = Exclude<Route['page'], 'order' | 'unknown'>;

/** The pages, each with the path of its icon. */
const PAGES: [page: Known, href: string, name: string, icon: string][] = [
  ['overview', '/', 'Overview', 'M2 2h5v6H2zM9 2h5v3H9zM9 7h5v7H9zM2 10h5v4H2z'],
  ['orders', '/orders', 'Orders', 'M2 4h12M2 8h12M2 12h8'],
  ['import', '/import', 'Import', 'M8 10V2M5 5l3-3 3 3M2 10v4h12v-4'],
  ['fraud', '/fraud', 'Fraud', 'M4 14.5V2h8l-2 3 2 3H4'],
  ['payments', '/payments', 'Payments', 'M1.5 3.5h13v9h-13zM1.5 7h13M4 10h3'],
  ['dead-letters', '/dead-letters', 'Dead letters', 'M1.5 3.5h13v9h-13zM2 4l6 5 6-5'],
  ['operations', '/operations', 'Record', 'M4 1.5h8v13H4zM6.5 5h3M6.5 8h3M6.5 11h3'],
  ['system', '/system', 'System', 'M2 2h12v5H2zM2 9h12v5H2zM4.5 4.5h.1M4.5 11.5h.1'],
  ['docs', '/docs', 'API', 'M5.5 4 1.5 8l4 4M10.5 4l4 4-4 4'],
];

export function Header({ route, onHelp }: { route: Route; onHelp: () => void }) {
  return (
    <header className="top">
      <a className="brand" href="/" aria-label="Orders, overview">
        <svg width="22" height="22" viewBox="0 0 22 22" aria-hidden="true">
          <rect width="22" height="22" rx="6" fill="currentColor" />
          <path
            className="mark"
            d="M5 11h4M9 11c3 0 2.5-4.5 6.5-4.5M9 11h6.5M9 11c3 0 2.5 4.5 6.5 4.5"
          />
        </svg>
        <span>Orders</span>
      </a>
      <Pages at={route.page === 'order' ? 'orders' : route.page} />
      <Connection />
      <Search />
      <Tools onHelp={onHelp} />
    </header>
  );
}

function Pages({ at }: { at: Route['page'] }) {
  const session = useSession();
  const dead = useLive((it) => it.overview?.dead_letters);
  const problems = useLive((it) => it.overview?.problem_count ?? 0);
  return (
    <nav aria-label="Main">
      {PAGES.filter(([page]) => may(session, needs(page))).map(([page, href, name, icon]) => (
        <a
          key={page}
          href={href}
          className={page}
          aria-current={page === at ? 'page' : undefined}
          data-testid={`nav-${page}`}
        >
          <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
            <path d={icon} />
          </svg>
          {name}
          {page === 'dead-letters' && dead && dead.count > 0 && (
            <span className="badge" title={`${atLeast(dead, count)} kept`}>
              {atLeast(dead, brief)}
            </span>
          )}
          {page === 'system' && problems > 0 && (
            <span className="badge" title={plural(problems, 'problem')}>
              {brief(problems)}
            </span>
          )}
        </a>
      ))}
    </nav>
  );
}

function Tools({ onHelp }: { onHelp: () => void }) {
  const { theme, zone } = usePreferences();
  return (
    <div className="tools">
      <button type="button" className="button" onClick={toggleZone} data-testid="zone">
        <span className="hidden">Times in </span>
        {zone === 'UTC' ? 'UTC' : 'Local'}
      </button>
      <button
        type="button"
        className="button square"
        onClick={nextTheme}
        aria-label={`Theme: ${theme}`}
        title={`Theme: ${theme}`}
        data-testid="theme"
      >
        <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
          {theme === 'dark' ? (
            <path d="M12.2 8.6A5.4 5.4 0 0 1 5.4 1.8a5.6 5.6 0 1 0 6.8 6.8Z" fill="currentColor" />
          ) : theme === 'light' ? (
            <path
              d="M7 4.2a2.8 2.8 0 1 1 0 5.6 2.8 2.8 0 0 1 0-5.6ZM7 .8v1.6M7 11.6v1.6M.8 7h1.6M11.6 7h1.6M2.6 2.6l1.2 1.2M10.2 10.2l1.2 1.2M11.4 2.6l-1.2 1.2M3.8 10.2l-1.2 1.2"
              fill="none"
              stroke="currentColor"
              strokeWidth="1.4"
              strokeLinecap="round"
            />
          ) : (
            <path
              d="M7 1.2a5.8 5.8 0 1 1 0 11.6A5.8 5.8 0 0 1 7 1.2Zm0 1.4v8.8a4.4 4.4 0 0 0 0-8.8Z"
              fill="currentColor"
            />
          )}
        </svg>
      </button>
      <button
        type="button"
        className="button square help"
        onClick={onHelp}
        aria-label="Keyboard shortcuts"
        title="Keyboard shortcuts (?)"
        data-testid="help"
      >
        ?
      </button>
      <Who />
    </div>
  );
}

/** Who one is, where that matters. */
function Who() {
  const session = useSession();
  if (typeof session === 'string' || session.name === '') return null;
  const { name, rights } = session;
  const may = rights.length === 0 ? `${name} has no rights` : `${name} may: ${rights.join(', ')}`;
  if (!session.session) {
    return (
      <b className="who" title={may} data-testid="who">
        {name}
      </b>
    );
  }
  return (
    <button
      type="button"
      className="button who"
      title={may}
      onClick={() => void logOut()}
      data-testid="log-out"
    >
      Log out <span className="hidden">{name}</span>
      <b aria-hidden="true">{name}</b>
    </button>
  );
}

/** The state in a word. The countdown is not announced each second, the change of state is. */
function Connection() {
  const state = useLive((it) => it.connection);
  const paused = useLive((it) => it.paused);
  const stale = useLive((it) => it.stale);
  const now = useNow(500);
  const mark = connection(state, paused, stale, now);
  return (
    <div className="connection" data-testid="connection" data-state={state.is}>
      <span className={`live ${mark.tone}`}>
        <i aria-hidden="true" />
        <span aria-hidden="true">{mark.word}</span>
      </span>
      <span className="hidden" role="status">
        {mark.word.replace(/ in \d+ s$/, '')}
      </span>
      {state.is === 'waiting' || state.is === 'offline' ? (
        <button type="button" className="button small" onClick={() => live.retry()}>
          Retry now
        </button>
      ) : (
        <button
          type="button"
          className="button square small"
          aria-pressed={paused}
          aria-label={paused ? 'Resume' : 'Pause'}
          title={`${paused ? 'Resume' : 'Pause'} (Space)`}
          onClick={() => live.togglePause()}
          data-testid="pause"
        >
          <svg width="11" height="12" viewBox="0 0 11 12" fill="currentColor" aria-hidden="true">
            <path d={paused ? 'M2 1v10l8-5Z' : 'M1 1h3v10H1zM7 1h3v10H7z'} />
          </svg>
        </button>
      )}
    </div>
  );
}

function Search() {
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const [wrong, setWrong] = useState(false);

  useEffect(() => {
    const focus = (event: KeyboardEvent) => {
      if (event.key !== '/' || typing(event)) return;
      event.preventDefault();
      input.current?.focus();
      input.current?.select();
    };
    document.addEventListener('keydown', focus);
    return () => document.removeEventListener('keydown', focus);
  }, []);

  const open = (event: FormEvent) => {
    event.preventDefault();
    const id = text.trim();
    setWrong(id !== '' && !ORDER_ID.test(id));
    if (!ORDER_ID.test(id)) return;
    go(orderPath(id));
    setText('');
    input.current?.blur();
  };

  return (
    <form className="search" role="search" onSubmit={open}>
      <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
        <path
          d="M6 1.8a4.2 4.2 0 1 1 0 8.4 4.2 4.2 0 0 1 0-8.4ZM9.3 9.3l3.2 3.2"
          fill="none"
          stroke="currentColor"
          strokeWidth="1.7"
        />
      </svg>
      <input
        ref={input}
        type="search"
        aria-label="Find an order by its id"
        placeholder="Find an order by its id"
        autoComplete="off"
        spellCheck={false}
        enterKeyHint="go"
        value={text}
        aria-invalid={wrong}
        aria-describedby={wrong ? 'search-wrong' : undefined}
        onChange={(event) => {
          setText(event.target.value);
          setWrong(false);
        }}
        onKeyDown={(event) => event.key === 'Escape' && input.current?.blur()}
        data-testid="search"
      />
      <kbd aria-hidden="true">/</kbd>
      {wrong && (
        <p className="wrong" id="search-wrong" role="alert">
          An id has 1 to 64 of A-Z a-z 0-9 _ . : -
        </p>
      )}
    </form>
  );
}
