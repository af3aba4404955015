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
      <span>
        {asOf ? (
          <>
            As of <When at={asOf} clock />
          </>
        ) : (
          'How old is not known yet'
        )}
      </span>
      {completeUpTo !== undefined && (
        <span title="Whatever was in Kafka at this time has been taken in.">
          {completeUpTo ? (
            <>
              complete up to <When at={completeUpTo} clock />
            </>
          ) : (
            'how complete is not known yet'
          )}
        </span>
      )}
    </span>
  );
}
