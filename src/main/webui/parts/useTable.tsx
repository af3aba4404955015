import { useState, type ReactNode } from 'react';

/** Whether the figures behind a picture are shown, and the button that says so. */
export function useTable(): [shown: boolean, button: ReactNode] {
  const [shown, setShown] = useState(false);
  return [
    shown,
    <button type="button" className="link" aria-expanded={shown} onClick={() => setShown(!shown)}>
      View as table
    </button>,
  ];
}
