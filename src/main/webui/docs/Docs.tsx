import { Fragment, useEffect, useMemo, useState } from 'react';
import { useReading } from '../hooks';
import { Command } from '../parts/Copy';
import { Failed, Loading } from '../parts/Panel';
import {
  curl,
  operations,
  resolve,
  words,
  type Content,
  type OpenApi,
  type Operation,
  type Schema,
} from './openapi';

/** The OpenAPI description that the server's own router is built from, made readable. */
export function Docs() {
  const { data, error, retry } = useReading<OpenApi>('/api/openapi.json', undefined);
  useEffect(() => {
    // the address may name an operation that was not there yet when the page was loaded
    if (data && location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView();
  }, [data]);
  const groups = useMemo(() => (data ? byTag(operations(data)) : undefined), [data]);
  if (!data || !groups) {
    return (
      <div className="card docs">
        <h1>API</h1>
        {error ? (
          <Failed what="The description cannot be read." why={error.message} onRetry={retry} />
        ) : (
          <Loading lines={8} />
        )}
      </div>
    );
  }
  return (
    <div className="docs" data-testid="docs">
      <nav className="toc" aria-label="Operations">
        {groups.map(([tag, members]) => (
          <Fragment key={tag}>
            <p>{tag}</p>
            <ul>
              {members.map((it) => (
                <li key={it.id}>
                  <a href={`#${it.id}`}>
                    <Method name={it.method} /> <span className="mono">{it.path}</span>
                  </a>
                </li>
              ))}
            </ul>
          </Fragment>
        ))}
      </nav>
      <div className="operations">
        <header className="intro">
          <h1>{data.info?.title ?? 'API'}</h1>
          <p className="muted">
            Version {data.info?.version ?? '?'} · <a href="/api/openapi.yaml">openapi.yaml</a> ·{' '}
            <a href="/api/openapi.json">openapi.json</a>
          </p>
          <Prose text={data.info?.description} />
        </header>
        {groups.map(([tag, members]) => (
          <section key={tag} aria-label={tag}>
            <h2>{tag}</h2>
            {members.map((it) => (
              <OperationCard key={it.id} api={data} operation={it} />
            ))}
          </section>
        ))}
      </div>
    </div>
  );
}

function OperationCard({ api, operation }: { api: OpenApi; operation: Operation }) {
  const { parameters, body, responses } = operation;
  return (
    <article className="card operation" id={operation.id} data-testid="operation">
      <h3>
        <Method name={operation.method} />
        <span className="mono">{operation.path}</span>
      </h3>
      {operation.summary && <p className="summary">{operation.summary}</p>}
      <Prose text={operation.description} />
      {parameters.length > 0 && (
        <>
          <h4>Parameters</h4>
          <dl className="fields">
            {parameters.map((it) => (
              <Field
                key={it.in + it.name}
                name={it.name}
                where={it.in}
                required={it.required}
                schema={{ ...it.schema, description: it.description }}
              />
            ))}
          </dl>
        </>
      )}
      {body && (
        <>
          <h4>
            Body <small className="mono">{body.type}</small>
          </h4>
          <Body api={api} content={body} />
        </>
      )}
      <h4>Try it</h4>
      <Command
        text={curl(operation, location.origin)}
        label={`curl for ${operation.method} ${operation.path}`}
      />
      <h4>Responses</h4>
      <ul className="responses">
        {responses.map((it) => (
          <li key={it.status}>
            <Response api={api} response={it} />
          </li>
        ))}
      </ul>
    </article>
  );
}

/** Drawn once it is opened: all of them together are nine tenths of the page. */
function Response({ api, response }: { api: OpenApi; response: Operation['responses'][number] }) {
  const [open, setOpen] = useState(false);
  const { status, description, content } = response;
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <span className={`code s${status.charAt(0)}`}>{status}</span>
        <Words text={description} />
      </summary>
      {open && content && <Body api={api} content={content} />}
    </details>
  );
}

function Body({ api, content }: { api: OpenApi; content: Content }) {
  return (
    <div className="body">
      <Fields api={api} schema={content.schema} depth={0} />
      {content.example !== undefined && content.example !== null && (
        <pre tabIndex={0} role="group" aria-label="Example">
          {typeof content.example === 'string'
            ? content.example
            : JSON.stringify(content.example, null, 2)}
        </pre>
      )}
    </div>
  );
}

/** The fields of an object, those of its parts indented; deeper than three it says only the type. */
function Fields({ api, schema, depth }: { api: OpenApi; schema: Schema; depth: number }) {
  if (depth > 3) return null;
  const choices = schema.oneOf ?? schema.anyOf;
  if (choices) {
    return (
      <>
        {choices.map((it, index) => {
          const choice = resolve<Schema>(api, it);
          return (
            <Fragment key={index}>
              <p className="choice">
                {index === 0 ? 'Either ' : 'or '}
                {words(choice)}
              </p>
              {index === 0 && <Fields api={api} schema={choice} depth={depth} />}
            </Fragment>
          );
        })}
      </>
    );
  }
  if (schema.allOf) {
    return schema.allOf.map((it, index) => (
      <Fields key={index} api={api} schema={resolve<Schema>(api, it)} depth={depth} />
    ));
  }
  if (schema.items) {
    return <Fields api={api} schema={resolve<Schema>(api, schema.items)} depth={depth} />;
  }
  if (!schema.properties) return null;
  return (
    <dl className="fields">
      {Object.entries(schema.properties).map(([name, raw]) => {
        const field = resolve<Schema>(api, raw);
        return (
          <Field
            key={name}
            name={name}
            required={schema.required?.includes(name) ?? false}
            schema={field}
          >
            <Fields api={api} schema={field} depth={depth + 1} />
          </Field>
        );
      })}
    </dl>
  );
}

interface FieldProps {
  name: string;
  where?: string;
  required: boolean;
  schema: Schema;
  children?: React.ReactNode;
}

function Field({ name, where, required, schema, children }: FieldProps) {
  return (
    <div>
      <dt>
        <span className="mono">{name}</span>
        {where && <small>{where}</small>}
        {required && <small className="required">required</small>}
      </dt>
      <dd>
        <span className="type">{words(schema)}</span>
        <Prose text={schema.description} />
        {children}
      </dd>
    </div>
  );
}

function Method({ name }: { name: string }) {
  return <span className={`method ${name.toLowerCase()}`}>{name}</span>;
}

function Words({ text }: { text: string }) {
  return (
    <>
      {text
        .split('`')
        .map((piece, part) => (part % 2 === 1 ? <code key={part}>{piece}</code> : piece))}
    </>
  );
}

/** Paragraphs, and `code` within them; no other markup, and never HTML from the description. */
function Prose({ text }: { text: string | undefined }) {
  if (!text) return null;
  return text.split(/\n\s*\n/).map((paragraph, index) => (
    <p key={index}>
      <Words text={paragraph} />
    </p>
  ));
}

function byTag(all: Operation[]): [string, Operation[]][] {
  const tags = new Map<string, Operation[]>();
  for (const it of all) tags.set(it.tag, [...(tags.get(it.tag) ?? []), it]);
  return [...tags];
}
