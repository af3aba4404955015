import { useId, useState, type FormEvent } from 'react';
import { logIn, logInFailed, providerLink } from '../session';
import type { Session } from '../wire';

/** All that there is before somebody has said who they are. */
export function LogIn({ session }: { session: Session }) {
  const provider = session.access.includes('oidc');
  return (
    <section className="card log-in" data-testid="log-in">
      <h1>Log in</h1>
      {provider && <WithProvider problem={session.problem} />}
      {session.access.includes('keys') && <WithKey second={provider} />}
      {session.access.includes('alb') && (
        <p className="muted" data-testid="load-balancer">
          The load balancer in front of this page logs people in. You came here without it.
        </p>
      )}
      {(provider || session.access.includes('keys')) && (
        <p className="muted">The session ends after 8 hours.</p>
      )}
    </section>
  );
}

function WithProvider({ problem }: { problem: string | null }) {
  const failed = logInFailed();
  return (
    <>
      {failed !== '' && (
        <p className="wrong" role="alert" data-testid="log-in-failed">
          {failed}
        </p>
      )}
      <a className="button" href={providerLink()} data-testid="provider">
        Log in with your account
      </a>
      {problem !== null && (
        <p className="muted" data-testid="provider-problem">
          It may not work now: {problem}.
        </p>
      )}
    </>
  );
}

function WithKey({ second }: { second: boolean }) {
  const id = useId();
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState('');

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const key = new FormData(event.currentTarget).get('key');
    setBusy(true);
    setFailed('');
    try {
      await logIn(String(key).trim());
    } catch (cause) {
      setFailed((cause as Error).message);
      setBusy(false);
    }
  };

  return (
    <form onSubmit={(event) => void submit(event)}>
      <label htmlFor={id}>{second ? 'Or with a key' : 'Your key'}</label>
      <input
        id={id}
        name="key"
        type="password"
        autoComplete="current-password"
        placeholder="ord_…"
        required
        maxLength={100}
        spellCheck={false}
        aria-invalid={failed !== ''}
        aria-describedby={`${id}-failed`}
        data-testid="key"
      />
      <p className="wrong" id={`${id}-failed`} role="alert">
        {failed}
      </p>
      <button type="submit" className="button" disabled={busy} data-testid="submit">
        {busy ? 'Logging in…' : second ? 'Log in with the key' : 'Log in'}
      </button>
      <p className="muted">
        Whoever runs this Orders makes keys with <code>orders key</code>.
      </p>
    </form>
  );
}
