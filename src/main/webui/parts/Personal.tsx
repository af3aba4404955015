import { visible } from '../format';
import { useMay } from '../session';
import { MASK, SEES_PERSONAL } from '../wire';

/** A field of a sender; one that the server does not show is marked as such. */
export function Personal({ value }: { value: unknown }) {
  const sees = useMay(SEES_PERSONAL);
  if (value === null) return 'null';
  if (sees || value !== MASK) return visible(value);
  return (
    <span className="hidden-field" title={`Seeing it needs the right ${SEES_PERSONAL}`}>
      hidden
    </span>
  );
}

/** Says once what is missing, where nobody can mark it in its place. */
export function PersonalNote() {
  if (useMay(SEES_PERSONAL)) return null;
  return (
    <p className="small-print" data-testid="personal-note">
      Personal fields are hidden (***), and so is whatever is not JSON: seeing them needs the right{' '}
      <span className="mono">{SEES_PERSONAL}</span>.
    </p>
  );
}
