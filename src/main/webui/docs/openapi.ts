// What the page reads of an OpenAPI 3 description, and how it makes examples and commands of it.

export interface OpenApi {
  info?: { title?: string; version?: string; description?: string };
  paths?: Record<string, Record<string, unknown>>;
  components?: Record<string, Record<string, unknown>>;
}

export interface Operation {
  method: string;
  path: string;
  tag: string;
  id: string;
  summary: string;
  description: string;
  parameters: Parameter[];
  body: Content | undefined;
  responses: { status: string; description: string; content: Content | undefined }[];
}

export interface Parameter {
  name: string;
  in: string;
  required: boolean;
  description: string;
  schema: Schema;
  example: unknown;
}

export interface Content {
  type: string;
  schema: Schema;
  example: unknown;
}

export interface Schema {
  type?: string | string[];
  format?: string;
  description?: string;
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  example?: unknown;
  examples?: unknown[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  oneOf?: Schema[];
  anyOf?: Schema[];
  allOf?: Schema[];
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  pattern?: string;
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];
type Json = Record<string, unknown>;

/** The operations in the order of the file. What the description leaves out is empty, not an error. */
export function operations(api: OpenApi): Operation[] {
  return Object.entries(api.paths ?? {}).flatMap(([path, item]) =>
    METHODS.filter((it) => item[it]).map((method) => {
      const raw = item[method] as Json;
      const both = [...list(item['parameters']), ...list(raw['parameters'])];
      return {
        method: method.toUpperCase(),
        path,
        tag: String(list(raw['tags'])[0] ?? 'Operations'),
        id: String(raw['operationId'] ?? `${method}${path}`).replace(/[^A-Za-z0-9]+/g, '-'),
        summary: text(raw['summary']),
        description: text(raw['description']),
        parameters: both.map((it) => parameter(api, resolve<Json>(api, it))),
        body: content(api, resolve<Json>(api, raw['requestBody'] ?? {})),
        responses: Object.entries((raw['responses'] ?? {}) as Json).map(([status, value]) => {
          const response = resolve<Json>(api, value);
          return {
            status,
            description: text(response['description']),
            content: content(api, response),
          };
        }),
      };
    }),
  );
}

function parameter(api: OpenApi, raw: Json): Parameter {
  const schema = resolve<Schema>(api, raw['schema'] ?? {});
  return {
    name: text(raw['name']),
    in: text(raw['in']),
    required: raw['required'] === true,
    description: text(raw['description']) || text(schema.description),
    schema,
    example: raw['example'] ?? firstExample(api, raw) ?? schema.example ?? schema.examples?.[0],
  };
}

function content(api: OpenApi, holder: Json): Content | undefined {
  const [type, raw] = Object.entries((holder['content'] ?? {}) as Record<string, Json>)[0] ?? [];
  if (!type || !raw) return undefined;
  const schema = resolve<Schema>(api, raw['schema'] ?? {});
  return {
    type,
    schema,
    example: raw['example'] ?? firstExample(api, raw) ?? exampleOf(api, schema),
  };
}

function firstExample(api: OpenApi, holder: Json): unknown {
  const first = Object.values((holder['examples'] ?? {}) as Json)[0];
  return first === undefined ? undefined : resolve<Json>(api, first)['value'];
}

/** Follows `$ref` within the document; a reference to nowhere is an empty object. */
export function resolve<T>(api: OpenApi, value: unknown): T {
  let at = value as Json | undefined;
  for (let turns = 0; turns < 16 && typeof at?.['$ref'] === 'string'; turns++) {
    at = (at['$ref'] as string)
      .replace(/^#\//, '')
      .split('/')
      .reduce<unknown>(
        (node, key) => (node as Json)?.[key.replaceAll('~1', '/').replaceAll('~0', '~')],
        api,
      ) as Json | undefined;
  }
  return (at ?? {}) as T;
}

/** A value that the schema allows, from its own examples where it has some. */
export function exampleOf(api: OpenApi, raw: unknown, depth = 0): unknown {
  const schema = resolve<Schema>(api, raw);
  const given =
    schema.example ?? schema.examples?.[0] ?? schema.const ?? schema.default ?? schema.enum?.[0];
  if (given !== undefined || depth > 8) return given ?? null;
  if (schema.allOf) {
    return Object.assign({}, ...schema.allOf.map((it) => exampleOf(api, it, depth + 1)));
  }
  const choice = schema.oneOf?.[0] ?? schema.anyOf?.[0];
  if (choice) return exampleOf(api, choice, depth + 1);
  if (schema.properties) {
    return Object.fromEntries(
      Object.entries(schema.properties).map(([name, it]) => [name, exampleOf(api, it, depth + 1)]),
    );
  }
  switch (list(schema.type)[0] ?? schema.type) {
    case 'array':
      return schema.items ? [exampleOf(api, schema.items, depth + 1)] : [];
    case 'integer':
    case 'number':
      return schema.minimum ?? 1;
    case 'boolean':
      return true;
    case 'string':
      return schema.format === 'date-time' ? '2026-01-05T10:42:18.091Z' : 'text';
    case 'object':
      return {};
    default:
      return null;
  }
}

/** What a value must be, in words: "integer, 1 to 500, default 50". */
export function words(schema: Schema): string {
  const types = list(schema.type).length > 0 ? list(schema.type) : [schema.type];
  const untyped = schema.properties ? 'object' : schema.enum ? '' : 'any';
  const parts = [types.filter(Boolean).join(' or ') || untyped];
  if (schema.format) parts.push(schema.format);
  if (schema.enum) parts.push(`one of ${schema.enum.map(String).join(', ')}`);
  parts.push(...range(schema.minimum, schema.maximum, ''));
  parts.push(...range(schema.minLength, schema.maxLength, ' characters'));
  parts.push(...range(schema.minItems, schema.maxItems, ' entries'));
  if (schema.pattern) parts.push(`matches ${schema.pattern}`);
  if (schema.default !== undefined) parts.push(`default ${JSON.stringify(schema.default)}`);
  return parts.filter(Boolean).join(', ');
}

function range(least: number | undefined, most: number | undefined, unit: string): string[] {
  if (least !== undefined && most !== undefined) return [`${least} to ${most}${unit}`];
  if (least !== undefined) return [`at least ${least}${unit}`];
  return most !== undefined ? [`at most ${most}${unit}`] : [];
}

/** The operation as a line for the shell. */
export function curl(operation: Operation, origin: string): string {
  let path = operation.path;
  const query: string[] = [];
  for (const it of operation.parameters) {
    const value = it.example ?? it.schema.default ?? it.schema.enum?.[0];
    if (it.in === 'path') {
      path = path.replace(`{${it.name}}`, encodeURIComponent(String(value ?? 1042)));
    } else if (it.in === 'query' && (it.required || it.example !== undefined)) {
      query.push(`${it.name}=${encodeURIComponent(String(value ?? ''))}`);
    }
  }
  const url = origin + path + (query.length > 0 ? `?${query.join('&')}` : '');
  const parts = ['curl', ...(operation.method === 'GET' ? [] : ['-X', operation.method])];
  const { body } = operation;
  if (!body) return [...parts, quote(url)].join(' ');
  const json = JSON.stringify(body.example).replaceAll("'", "'\\''");
  return `${parts.join(' ')} ${quote(url)} -H 'content-type: ${body.type}' \\\n  -d '${json}'`;
}

function quote(url: string): string {
  return /[?&{}]/.test(url) ? `'${url}'` : url;
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function text(value: unknown): string {
  return typeof value === 'string' ? value.trim() : '';
}
