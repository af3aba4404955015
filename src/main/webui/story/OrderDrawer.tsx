import { useEffect, useRef } from 'react';
import { Drawer } from '../parts/Drawer';
import { Fresh } from '../parts/Fresh';
import { Boundary, Loading } from '../parts/Panel';
import { orderPath } from '../route';
import { Details, Headline, Problem, StorySections } from './StoryView';
import { useStory } from './useStory';

/** One order: docked beside the list it was opened from, so that both stay in sight. */
export function OrderDrawer({ id }: { id: string }) {
  const { data: story, error, old, retry } = useStory(id);
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus({ preventScroll: true }), [id]);
  return (
    <Drawer
      testId="order-drawer"
      old={old}
      title={
        <h2 id="drawer-title" ref={title} tabIndex={-1}>
          <span className="muted">Order</span> <span className="mono">{id}</span>
        </h2>
      }
      head={
        story && (
          <>
            <Headline story={story} />
            <p className="drawer-links">
              <Fresh asOf={story.as_of} completeUpTo={story.complete_up_to} />
              <a href={orderPath(id)}>Own page</a>
            </p>
          </>
        )
      }
    >
      <Boundary key={id}>
        {error && <Problem id={id} error={error} retry={retry} />}
        {story ? (
          <div className="story" data-stale={old}>
            <StorySections story={story} heading="h3" />
            {story.document && <Details order={story.document} />}
          </div>
        ) : (
          !error && <Loading lines={8} />
        )}
      </Boundary>
    </Drawer>
  );
}
