import { When } from './When';

interface FreshProps {
  asOf: string | null | undefined;
  /** Undefined where the answer says nothing of it, null where it is not known. */
  completeUpTo?: string | null | undefined;
}

/** When figures were true, and up to when they lack nothing. */
export function Fresh({ asOf, completeUpTo }: FreshProps) {
  return (
    <span className="fresh" data-testid="fresh">
      <span>As of {asOf ? <When at={asOf} clock /> : 'not known yet'}</span>
      {completeUpTo !== undefined && (
        <span title="Whatever was in Kafka at this time has been taken in.">
          complete up to {completeUpTo ? <When at={completeUpTo} clock /> : 'not known yet'}
        </span>
      )}
    </span>
  );
}
