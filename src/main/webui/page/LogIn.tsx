import { useId, useState, type FormEvent } from 'react';
import { logIn } from '../session';

/** All that there is before somebody has said who they are. */
export function LogIn() {
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
    <form className="card log-in" onSubmit={(event) => void submit(event)} data-testid="log-in">
      <h1>Log in</h1>
      <label htmlFor={id}>Your key</label>
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
        {busy ? 'Logging in…' : 'Log in'}
      </button>
      <p className="muted">
        Whoever runs this Orders makes keys with <code>orders key</code>. The session ends after 8
        hours.
      </p>
    </form>
  );
}
