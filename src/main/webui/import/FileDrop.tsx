import { useEffect, useState } from 'react';
import { go } from '../route';
import { fileImport } from './job';

/** A file may be dropped on any page: without this, the browser would leave ours and show the file. */
export function FileDrop() {
  const [over, setOver] = useState(false);
  useEffect(() => {
    const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
    const drag = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setOver(true);
    };
    const leave = (event: DragEvent) => {
      if (!event.relatedTarget) setOver(false); // left the window
    };
    const drop = (event: DragEvent) => {
      setOver(false);
      if (!hasFiles(event)) return;
      event.preventDefault();
      if (fileImport.isSending()) return;
      go('/import');
      const items = [...(event.dataTransfer?.items ?? [])];
      if (items.some((it) => it.webkitGetAsEntry?.()?.isDirectory)) {
        fileImport.refuse('A folder cannot be read here: drop a file of it.');
      } else {
        fileImport.choose([...(event.dataTransfer?.files ?? [])]);
      }
    };
    addEventListener('dragenter', drag);
    addEventListener('dragover', drag);
    addEventListener('dragleave', leave);
    addEventListener('drop', drop);
    return () => {
      removeEventListener('dragenter', drag);
      removeEventListener('dragover', drag);
      removeEventListener('dragleave', leave);
      removeEventListener('drop', drop);
    };
  }, []);
  if (!over) return null;
  return (
    <div className="drop-overlay" aria-hidden="true">
      <p>{fileImport.isSending() ? 'A file is being sent' : 'Drop the file to check it'}</p>
    </div>
  );
}
