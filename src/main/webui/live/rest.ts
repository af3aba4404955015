import { parse } from '../wire';

/** An answer that is no success, in the server's own words (RFC 9457) where it has any. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/**
 * Reads JSON.
 *
 * @throws Refused if the server answered with an error; its message is fit to be shown
 * @throws Error if it did not answer within 10 s, or not with JSON; likewise
 */
export function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  return ask<T>('GET', path, signal);
}

/** Changes something, and reads the answer; throws as `get` does. */
export function post<T>(path: string, body?: object): Promise<T> {
  return ask<T>('POST', path, undefined, body);
}

export function remove<T>(path: string): Promise<T> {
  return ask<T>('DELETE', path);
}

let unauthenticated = () => {};

/** Hears of every answer that asks who one is. */
export function onUnauthenticated(listener: () => void): void {
  unauthenticated = listener;
}

async function ask<T>(
  method: string,
  path: string,
  signal?: AbortSignal,
  body?: object,
): Promise<T> {
  const limit = AbortSignal.timeout(10_000);
  let response: Response;
  let text: string;
  try {
    response = await fetch(path, {
      method,
      headers: {
        accept: 'application/json',
        ...(body && { 'content-type': 'application/json' }),
      },
      body: body ? JSON.stringify(body) : null,
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
    });
    text = await response.text();
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new Error(limit.aborted ? 'No answer within 10 s.' : 'The server cannot be reached.');
  }
  if (response.status === 401 && method === 'GET') unauthenticated();
  if (!response.ok) throw new Refused(response.status, reason(response.status, text));
  try {
    return parse<T>(text);
  } catch {
    throw new Error(`${path} did not answer with JSON.`);
  }
}

function reason(status: number, text: string): string {
  try {
    const problem = parse<{ title?: string; detail?: string }>(text);
    return problem.detail || problem.title || `The server answered ${status}.`;
  } catch {
    return `The server answered ${status}.`;
  }
}
