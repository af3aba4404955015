import type { ImportMapping, ImportReport } from '../wire';
import { mappingText, missing, RECOGNISED, type Chosen } from './mapping';
import { Unfinished, upload } from './upload';
import { notTaken, type Failure, type Step } from './words';

export type State =
  | { is: 'empty'; why?: string | undefined; name?: string | undefined }
  | { is: 'chosen' }
  | { is: 'busy'; step: Step; sent: number; since: number }
  | { is: 'checked'; report: ImportReport }
  | { is: 'done'; report: ImportReport }
  | { is: 'failed'; step: Step; failure: Failure };

export interface Job {
  state: State;
  file: File | undefined;
  chosen: Chosen;
  /** What the last check found, of the file as it is read now. */
  checked: ImportReport | undefined;
}

const NOTHING: Job = {
  state: { is: 'empty' },
  file: undefined,
  chosen: RECOGNISED,
  checked: undefined,
};

/** One file on its way in. It lives outside React: an import goes on while another page is open. */
export class FileImport {
  private job: Job = NOTHING;
  private mappings: readonly ImportMapping[] = [];
  private stop: AbortController | undefined;
  private readonly listeners = new Set<() => void>();

  readonly current = (): Job => this.job;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  private set(changes: Partial<Job>): void {
    this.job = { ...this.job, ...changes };
    this.listeners.forEach((it) => it());
  }

  isSending(): boolean {
    return this.job.state.is === 'busy' && this.job.state.step === 'send';
  }

  /** The mappings that can be named, once they are known. */
  know(mappings: readonly ImportMapping[]): void {
    this.mappings = mappings;
  }

  mapping(): ImportMapping | undefined {
    return this.mappings.find((it) => it.name === this.job.chosen.name);
  }

  /** Takes the file and checks it at once, if nothing is left to be said. */
  choose(files: readonly File[]): void {
    const [file] = files;
    if (this.isSending() || !file) return;
    this.stop?.abort();
    if (files.length > 1) {
      this.refuse('One file at a time, please: each has a report of its own.');
      return;
    }
    const why = notTaken(file.name);
    if (why) {
      this.refuse(why, file.name);
      return;
    }
    this.set({ file, state: { is: 'chosen' }, checked: undefined });
    this.checkIfReady();
  }

  refuse(why: string, name?: string): void {
    this.set({ file: undefined, checked: undefined, state: { is: 'empty', why, name } });
  }

  remove(): void {
    if (this.isSending()) return;
    this.stop?.abort();
    this.set({ file: undefined, checked: undefined, state: { is: 'empty' } });
  }

  /** What was found no longer holds. */
  readAs(chosen: Chosen): void {
    if (this.isSending()) return;
    const another = chosen.name !== this.job.chosen.name;
    this.stop?.abort();
    this.set({
      chosen,
      checked: undefined,
      state: this.job.file ? { is: 'chosen' } : this.job.state,
    });
    if (another) this.checkIfReady();
  }

  private checkIfReady(): void {
    if (this.job.file && missing(this.job.chosen, this.mapping()).length === 0) {
      void this.run('check');
    }
  }

  check(): void {
    void this.run('check');
  }

  send(): void {
    void this.run('send');
  }

  cancel(): void {
    this.stop?.abort();
  }

  private async run(step: Step): Promise<void> {
    const { file, chosen } = this.job;
    if (!file) return;
    this.stop?.abort();
    const stop = new AbortController();
    this.stop = stop;
    const since = Date.now();
    const at = (sent: number) => this.set({ state: { is: 'busy', step, sent, since } });
    at(0);
    const leaving = (event: BeforeUnloadEvent) => event.preventDefault();
    if (step === 'send') addEventListener('beforeunload', leaving);
    try {
      const mapping = mappingText(chosen, this.mapping());
      const report = await upload(
        file,
        pathOf(step, mapping),
        (sent) => stop.signal.aborted || at(Math.min(sent, file.size)),
        stop.signal,
      );
      this.set(
        step === 'check'
          ? { state: { is: 'checked', report }, checked: report }
          : { state: { is: 'done', report } },
      );
    } catch (cause) {
      if (this.stop === stop) this.failed(step, stop.signal.aborted, cause as Error);
    } finally {
      removeEventListener('beforeunload', leaving);
    }
  }

  private failed(step: Step, cancelled: boolean, cause: Error): void {
    if (cancelled && step === 'check') {
      if (this.job.state.is === 'busy') this.set({ state: { is: 'chosen' } });
      return;
    }
    const failure =
      cause instanceof Unfinished
        ? { status: cause.status, text: cause.message, report: cause.report }
        : { status: 0, text: cause.message };
    this.set({ state: { is: 'failed', step, failure } });
  }
}

function pathOf(step: Step, mapping: string): string {
  const query = new URLSearchParams({ refused_file: 'true' });
  if (step === 'check') query.set('dry_run', 'true');
  if (mapping) query.set('mapping', mapping);
  return `/api/import?${query}`;
}

/** The one of this page. */
export const fileImport = new FileImport();
