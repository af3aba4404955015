import { parse, type ImportProblem, type ImportReport } from '../wire';

/** No report: refused, broken off, or without an answer (status 0). */
export class Unfinished extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly report?: ImportReport,
  ) {
    super(message);
  }
}

/**
 * Sends a file as a body; the browser reads it from the disk as it goes. `fetch` does not say how
 * far it is, XMLHttpRequest does.
 *
 * @throws Unfinished if there is no report
 */
export function upload(
  file: File,
  path: string,
  onSent: (bytes: number) => void,
  signal: AbortSignal,
): Promise<ImportReport> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', path);
    request.setRequestHeader('accept', 'application/json');
    request.setRequestHeader('content-type', 'application/octet-stream');
    request.upload.onprogress = (event) => onSent(event.loaded);
    request.onload = () => {
      try {
        resolve(read(request.status, request.responseText));
      } catch (cause) {
        reject(cause);
      }
    };
    request.onerror = () => void whyBroken(file).then(reject);
    request.onabort = () => reject(new Unfinished(0, 'Cancelled.'));
    signal.addEventListener('abort', () => request.abort());
    request.send(file);
  });
}

function read(status: number, text: string): ImportReport {
  let answer: unknown;
  try {
    answer = parse(text);
  } catch {
    throw new Unfinished(status, `The server answered ${status}.`);
  }
  if (status === 200) return answer as ImportReport;
  const problem = answer as Partial<ImportProblem>;
  throw new Unfinished(
    status,
    problem.detail || problem.title || `The server answered ${status}.`,
    problem.report,
  );
}

/** The browser does not say: the file may have changed since it was chosen, and then cannot be read. */
async function whyBroken(file: File): Promise<Unfinished> {
  try {
    await file.slice(0, 1).arrayBuffer();
    return new Unfinished(0, 'The connection broke before there was an answer.');
  } catch {
    return new Unfinished(0, 'The file was changed or removed: choose it again.');
  }
}
