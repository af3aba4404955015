import { age, count } from '../format';
import { useLive, useNow } from '../hooks';
import { When } from '../parts/When';
import { usePreferences } from '../preferences';
import { dataStatus } from '../status';

/** How old what is shown is, and which program shows it. */
export function StatusBar() {
  const heardAt = useLive((it) => it.heardAt);
  const missed = useLive((it) => it.missed);
  const version = useLive((it) => it.overview?.version);
  const process = useLive((it) => it.overview?.process);
  const complete = useLive((it) => it.overview?.complete_up_to);
  const current = useLive((it) => dataStatus(it.overview));
  const { zone } = usePreferences();
  const now = useNow(1_000);
  return (
    <footer className="statusbar">
      <span data-testid="age">
        {heardAt === 0
          ? 'No data yet'
          : now - heardAt < 2_000
            ? current
            : `Data is ${age(now - heardAt)} old`}
      </span>
      {complete && (
        <span className="wide-only" title="Whatever was in Kafka at this time is in the store.">
          complete up to <When at={complete} clock />
        </span>
      )}
      <span className="wide-only">{count(missed)} gaps in the feed</span>
      <span className="space" />
      <span className="wide-only">Times in {zone === 'UTC' ? 'UTC' : 'local time'}</span>
      {process && <span className="wide-only">{process}</span>}
      <a className="phone-only" href="/docs">
        API
      </a>
      {version && <span data-testid="version">Orders {version}</span>}
    </footer>
  );
}
