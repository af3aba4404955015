import { expect, test } from 'vitest';
import { curl, exampleOf, operations, words, type OpenApi } from './openapi';

const api: OpenApi = {
  paths: {
    '/api/orders/{id}': {
      parameters: [{ $ref: '#/components/parameters/Id' }],
      get: { summary: 'One order', responses: { 200: { description: 'the order' } } },
    },
    '/api/orders': {
      post: {
        requestBody: {
          content: { 'application/json': { schema: { $ref: '#/components/schemas/Order' } } },
        },
      },
    },
  },
  components: {
    parameters: {
      Id: { name: 'id', in: 'path', required: true, schema: { type: 'string' }, example: 'a b' },
    },
    schemas: {
      Order: {
        type: 'object',
        properties: {
          order_id: { type: 'integer', example: 1 },
          note: { type: 'string', example: "it's" },
          next: { $ref: '#/components/schemas/Order' },
        },
      },
    },
  },
};

test('parameters of the path belong to each of its operations', () => {
  expect(operations(api)[0]).toMatchObject({
    method: 'GET',
    parameters: [{ name: 'id', in: 'path' }],
  });
});

test('a command quotes what a shell would take for its own', () => {
  const [get, post] = operations(api);
  expect(curl(get!, 'http://here')).toBe('curl http://here/api/orders/a%20b');
  expect(curl(post!, 'http://here')).toContain("it'\\''s");
});

test('a schema that contains itself has an end', () => {
  expect(exampleOf(api, { $ref: '#/components/schemas/Order' })).toMatchObject({ order_id: 1 });
});

test('limits are told in words', () => {
  expect(words({ type: 'integer', minimum: 1, maximum: 500, default: 50 })).toBe(
    'integer, 1 to 500, default 50',
  );
});

test('a description that says nothing has no operations', () => {
  expect(operations({})).toEqual([]);
});
