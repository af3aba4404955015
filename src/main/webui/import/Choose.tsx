import { useRef } from 'react';
import { bytes, visible } from '../format';
import { Command } from '../parts/Copy';
import { Icon } from '../parts/Icon';
import { fileImport, type Job } from './job';
import { importCommand } from './words';

/** The file that was chosen, or where to drop one. */
export function Choose({ job }: { job: Job }) {
  const input = useRef<HTMLInputElement>(null);
  const { file, state } = job;
  const sending = state.is === 'busy' && state.step === 'send';
  return (
    <div className={file ? 'chosen-file' : 'drop-area'} data-testid="drop-area">
      <input
        ref={input}
        type="file"
        hidden
        accept=".csv,.tsv,.txt,.json,.ndjson,.jsonl,.gz"
        data-testid="file-input"
        onChange={(event) => {
          fileImport.choose([...(event.target.files ?? [])]);
          event.target.value = ''; // the same file again is a choice too
        }}
      />
      {file ? (
        <p>
          <b className="mono">{visible(file.name)}</b>{' '}
          <span className="muted">{bytes(file.size)}</span>
        </p>
      ) : (
        <>
          <Refusal job={job} />
          <p className="drop-here">
            <svg width="28" height="28" viewBox="0 0 28 28" aria-hidden="true">
              <path d="M14 18V5M9 10l5-5 5 5M4 18v5h20v-5" />
            </svg>
            <span>Drop a file anywhere on this page, or</span>
          </p>
        </>
      )}
      <p className="actions">
        <button
          type="button"
          className={file ? 'button small' : 'button'}
          disabled={sending}
          onClick={() => input.current?.click()}
          data-testid="choose-file"
        >
          {file ? 'Choose another file' : 'Choose a file'}
        </button>
        {file && (
          <button
            type="button"
            className="button small"
            disabled={sending}
            onClick={() => fileImport.remove()}
            data-testid="remove-file"
          >
            Remove
          </button>
        )}
      </p>
      {!file && (
        <p className="muted">
          CSV or JSON, plain or compressed with gzip, of any size. Workbooks of Excel go through the
          command line: <code>./orders import</code>
        </p>
      )}
    </div>
  );
}

/** Why what was dropped is not taken. */
function Refusal({ job: { state } }: { job: Job }) {
  if (state.is !== 'empty' || !state.why) return null;
  return (
    <div className="state-line warn" role="alert" data-testid="not-taken">
      <p>
        <Icon name="bang" /> {visible(state.why)}
      </p>
      {state.name && <Command label="import a workbook" text={importCommand(state.name)} />}
    </div>
  );
}
