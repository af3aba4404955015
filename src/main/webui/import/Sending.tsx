import { visible } from '../format';
import { useNow } from '../hooks';
import { Icon } from '../parts/Icon';
import { Panel } from '../parts/Panel';
import { Refused } from './Findings';
import { fileImport, type Job, type State } from './job';
import { suggested } from './mapping';
import { inWords, nextStep, progress, summary } from './words';

/** How far it is, and the way to stop it. */
export function Sending({ state, file }: { state: State & { is: 'busy' }; file: File }) {
  const now = useNow(500);
  const { step, sent, since } = state;
  return (
    <Panel
      title={step === 'check' ? 'Checking' : 'Sending'}
      testId="import-progress"
      actions={
        <button
          type="button"
          className="button small"
          onClick={() => fileImport.cancel()}
          data-testid="cancel"
        >
          Cancel
        </button>
      }
    >
      <div className="import-progress">
        <progress
          max={file.size || 1}
          value={sent}
          aria-label={step === 'check' ? 'Read for the check' : 'Sent'}
        />
        <p className="muted">
          {progress(sent, file.size, now - since)}
          {step === 'send' && '. You may look at other pages; close this tab only when it is done.'}
        </p>
      </div>
    </Panel>
  );
}

/** What went wrong, and the way on. */
export function Failed({ state, job }: { state: State & { is: 'failed' }; job: Job }) {
  const { step, failure } = state;
  const names = suggested(failure.text).filter((it) => it !== job.chosen.name);
  const cancelled = failure.text === 'Cancelled.';
  const retry = step === 'check' || names.length > 0 ? undefined : () => fileImport.send();
  return (
    <Panel
      title={
        cancelled
          ? 'Cancelled'
          : step === 'check'
            ? 'The file cannot be read'
            : 'The file was not sent to its end'
      }
      testId="import-failed"
    >
      <div className="import-failed" role="alert">
        {!cancelled && (
          <p>
            <span className="bad">
              <Icon name="cross" />
            </span>{' '}
            {visible(inWords(failure.text, job.file?.name ?? 'the file'))}
          </p>
        )}
        {failure.report && failure.report.read > 0 && <p>Until then: {summary(failure.report)}</p>}
        <p>{nextStep(failure.status, step)}</p>
        <p className="actions">
          {names.map((name) => (
            <button
              key={name}
              type="button"
              className="button"
              onClick={() => {
                fileImport.readAs({ ...job.chosen, name });
                setTimeout(() =>
                  document.querySelector<HTMLElement>('form input:invalid')?.focus(),
                );
              }}
              data-testid={`use-${name}`}
            >
              Read it as {name}
            </button>
          ))}
          {retry && (
            <button type="button" className="button" onClick={retry} data-testid="send-again">
              Send again
            </button>
          )}
        </p>
      </div>
      {failure.report && <Refused report={failure.report} file={job.file} />}
    </Panel>
  );
}
