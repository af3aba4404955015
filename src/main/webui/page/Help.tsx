import { useEffect, useRef } from 'react';

const KEYS: [keys: string[], what: string][] = [
  [['/'], 'find an order by its id'],
  [['Space'], 'pause and resume'],
  [['J', 'K'], 'next and previous row'],
  [['Enter'], 'open the focused row'],
  [['Esc'], 'close the panel beside the page'],
  [['?'], 'this list'],
];

export function Help({ open, onClose }: { open: boolean; onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (open) dialog.current?.showModal();
    else dialog.current?.close();
  }, [open]);
  return (
    <dialog ref={dialog} onClose={onClose} aria-labelledby="help-title">
      <h2 id="help-title">Keyboard</h2>
      <dl>
        {KEYS.map(([keys, what]) => (
          <div key={what}>
            <dt>
              {keys.map((it) => (
                <kbd key={it}>{it}</kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <p className="muted">They are off while you type in a field.</p>
      <button type="button" className="button" onClick={onClose}>
        Close
      </button>
    </dialog>
  );
}
