// A typed client of the Vert.x event-bus bridge over its raw WebSocket. The bridge acknowledges no
// registration and keeps nothing for later: register first, then read the state by REST, and merge.

export type BusState =
  | { is: 'connecting' }
  | { is: 'open' }
  /** The socket is gone; the next try is at `retryAt` (ms since 1970). */
  | { is: 'waiting'; retryAt: number }
  /** The browser itself says that it has no network. */
  | { is: 'offline' }
  | { is: 'closed' };

type Handler = (body: never) => void;

const PING_MS = 4_000; // the server closes after 10 s without one
const SILENCE_MS = 12_000; // frames come four a second, so silence means that nobody is there
const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 5_000;

/** How long to wait before try `attempt` (0 is the first): doubling, capped, with jitter. */
export function backOff(attempt: number, random: () => number = Math.random): number {
  const longest = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** attempt);
  return longest / 2 + (random() * longest) / 2;
}

interface Message {
  type: string;
  address?: string;
  body?: unknown;
}

export class Bus {
  state: BusState = { is: 'connecting' };

  private socket: WebSocket | undefined;
  private readonly handlers = new Map<string, Handler>();
  private readonly decoder = new TextDecoder();
  private attempts = 0;
  private heard = 0;
  private pinging = 0;
  private retrying = 0;

  constructor(
    private readonly url: string,
    private readonly parse: (json: string) => Message,
    private readonly changed: (state: BusState) => void,
  ) {
    addEventListener('online', () => this.retry());
    addEventListener('offline', () => this.socket?.close());
    document.addEventListener('visibilitychange', () => document.hidden || this.retry());
  }

  /** Handlers are given at the start and stay: a browser listens to the same few addresses. */
  on<T>(address: string, handler: (body: T) => void): this {
    this.handlers.set(address, handler);
    return this;
  }

  connect(): void {
    clearTimeout(this.retrying);
    this.become({ is: 'connecting' });
    const socket = new WebSocket(this.url);
    this.socket = socket;
    socket.binaryType = 'arraybuffer'; // the bridge sends binary frames
    socket.onopen = () => {
      this.heard = Date.now();
      for (const address of this.handlers.keys()) this.send({ type: 'register', address });
      this.ping();
      this.pinging = window.setInterval(() => this.ping(), PING_MS);
      this.become({ is: 'open' });
    };
    socket.onmessage = ({ data }) => {
      this.heard = Date.now();
      this.attempts = 0; // an open socket is not yet a server that speaks
      const message = this.parse(typeof data === 'string' ? data : this.decoder.decode(data));
      if (message.type === 'rec') this.handlers.get(message.address ?? '')?.(message.body as never);
      else if (message.type === 'err') console.warn('event bus:', message.body);
    };
    socket.onclose = () => this.lost(socket);
  }

  /** Tries at once, unless the socket is open or about to be. */
  retry(): void {
    if (this.state.is === 'waiting' || this.state.is === 'offline') this.connect();
  }

  close(): void {
    this.become({ is: 'closed' });
    clearTimeout(this.retrying);
    this.socket?.close();
  }

  private ping(): void {
    if (Date.now() - this.heard > SILENCE_MS && this.socket) this.lost(this.socket);
    else this.send({ type: 'ping' });
  }

  private send(message: object): void {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }

  /** Once a socket: closing one whose peer is gone may take a minute to be reported. */
  private lost(socket: WebSocket): void {
    if (socket !== this.socket) return;
    clearInterval(this.pinging);
    this.socket = undefined;
    socket.close();
    if (this.state.is === 'closed') return;
    const wait = backOff(this.attempts++);
    this.retrying = window.setTimeout(() => this.connect(), wait);
    this.become(
      navigator.onLine ? { is: 'waiting', retryAt: Date.now() + wait } : { is: 'offline' },
    );
  }

  private become(state: BusState): void {
    this.state = state;
    this.changed(state);
  }
}
