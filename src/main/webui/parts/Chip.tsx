import type { Mark } from '../status';
import { Icon } from './Icon';

/** A state as icon, word and colour. */
export function Chip({ mark }: { mark: Mark }) {
  return (
    <span className={`chip ${mark.tone}`}>
      <Icon name={mark.icon} />
      {mark.word}
    </span>
  );
}

/** The same without a box, for headings. */
export function State({ mark }: { mark: Mark }) {
  return (
    <span className={`state ${mark.tone}`}>
      <Icon name={mark.icon} size={11} />
      {mark.word}
    </span>
  );
}
