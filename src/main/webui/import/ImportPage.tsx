import { useEffect, useSyncExternalStore } from 'react';
import { useReading } from '../hooks';
import { PageHead } from '../parts/PageHead';
import { Panel } from '../parts/Panel';
import { Read } from '../parts/Read';
import type { ImportMappings } from '../wire';
import { Choose } from './Choose';
import { Findings } from './Findings';
import { HowToRead } from './HowToRead';
import { fileImport, type Job } from './job';
import { Failed, Sending } from './Sending';
import { summary } from './words';

export function useJob(): Job {
  return useSyncExternalStore(fileImport.subscribe, fileImport.current);
}

/** A file of orders: first it is checked, then it is sent. */
export function ImportPage() {
  const job = useJob();
  const mappings = useReading<ImportMappings>('/api/import/mappings', undefined);
  const known = mappings.data?.mappings;
  useEffect(() => {
    if (known) fileImport.know(known);
  }, [known]);
  const { state } = job;
  useEffect(() => {
    // the button that was pressed has gone
    if (state.is !== 'empty' && document.activeElement === document.body) {
      document.getElementById('main')?.focus({ preventScroll: true });
    }
  }, [state.is]);
  return (
    <>
      <PageHead
        title="Import"
        note="A file of orders. It is checked first, and nothing is sent before you say so."
      />
      <p className="hidden" role="status">
        {announced(job)}
      </p>
      <Panel title="File" testId="import-file" className="import-file">
        <Choose job={job} />
        {state.is !== 'done' && (
          <Read reading={mappings} failed="The mappings cannot be read." lines={1}>
            {(data) => <HowToRead job={job} mappings={data.mappings} />}
          </Read>
        )}
      </Panel>
      {state.is === 'busy' && job.file && <Sending state={state} file={job.file} />}
      {state.is === 'failed' && <Failed state={state} job={job} />}
      {(state.is === 'checked' || state.is === 'done') && (
        <Findings report={state.report} job={job} />
      )}
    </>
  );
}

/** For those who do not see it: the state, not every byte. */
function announced({ state, file }: Job): string {
  switch (state.is) {
    case 'empty':
    case 'chosen':
      return '';
    case 'busy':
      return `${state.step === 'check' ? 'Checking' : 'Sending'} ${file?.name}.`;
    case 'checked':
      return `Checked. ${summary(state.report)}`;
    case 'done':
      return `Done. ${summary(state.report)}`;
    case 'failed':
      return '';
  }
}
