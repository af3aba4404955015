import { Copy } from '../parts/Copy';
import { Fresh } from '../parts/Fresh';
import { PageHead } from '../parts/PageHead';
import { Loading } from '../parts/Panel';
import { Details, Headline, Problem, StorySections } from './StoryView';
import { useStory } from './useStory';

/** One order's story, at an address of its own. */
export function OrderPage({ id }: { id: string }) {
  const { data: story, error, old, retry } = useStory(id);
  return (
    <>
      <PageHead
        title={
          <>
            <span className="muted">Order</span> <span className="mono">{id}</span>
          </>
        }
        note={story && <Fresh asOf={story.as_of} completeUpTo={story.complete_up_to} />}
        actions={<Copy text={location.href} label="Copy the link to this order" word="Copy link" />}
      />
      {error && (
        <div className="card">
          <Problem id={id} error={error} retry={retry} />
        </div>
      )}
      {story ? (
        <div className="story-page" data-stale={old} data-testid="story">
          <div className="card story">
            <Headline story={story} />
            <StorySections story={story} heading="h2" />
          </div>
          {story.document && (
            <section className="card story" aria-label="The order">
              <h2 className="section">The order</h2>
              <Details order={story.document} />
            </section>
          )}
        </div>
      ) : (
        !error && (
          <div className="card">
            <Loading lines={10} />
          </div>
        )
      )}
    </>
  );
}
