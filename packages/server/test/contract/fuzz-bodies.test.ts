import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { codes, lineOf, type Operation, operations, resolve } from './contract.ts';
import { type ContractWorld, type Person, startContractWorld } from './contract-world.ts';

/** New every time; a run that failed is repeated with `WARBLER_FUZZ_SEED`. */
const SEED = Number(process.env['WARBLER_FUZZ_SEED'] ?? Date.now() % 2 ** 31);
const RUNS = 12;

let world: ContractWorld;
let victim: Person;
beforeAll(async () => {
  // A body that happens to ask a bot waits for nobody.
  world = await startContractWorld({ limits: { botReplyMs: 100 } });
  victim = await world.newcomer();
});
afterAll(() => world.stop());

const changing = operations.filter(({ method, path }) => method !== 'GET' && path.startsWith('/'));

describe(`whatever the body (WARBLER_FUZZ_SEED=${SEED})`, () => {
  test.each(
    changing.map((operation) => ({ line: lineOf(operation), operation })),
  )('$line answers in its envelope', async ({ line, operation }) => {
    const call = { query: queryOf(operation) };
    await fc.assert(
      fc.asyncProperty(bodyOf(operation), async (body) => {
        const token = operation.auth === 'admin' ? world.admin : victim.token;
        const { status, json, bytes } = await world.call(line, { ...call, token, body });
        // Some bodies log their sender out, ban them or delete them.
        if (json?.code === 402) victim = await world.newcomer();
        const answered = `HTTP ${status} ${bytes.toString('utf8', 0, 200)}`;
        expect(status, answered).toBe(200);
        expect(codes.has(json?.code) && json.code !== 20000, answered).toBe(true);
      }),
      { seed: SEED, numRuns: RUNS },
    );
  });

  test('the server lives', async () => {
    expect((await world.call('GET /api/health')).status).toBe(200);
    expect((await world.again(world.ann)).token).toBeTypeOf('string');
  });
});

/** Required parameters that are not in the body; any value of their type. */
function queryOf({ query }: Operation): Record<string, unknown> {
  return Object.fromEntries(
    (query?.required ?? []).map((name) => {
      const { type } = query?.properties[name] ?? {};
      return [name, type === 'integer' ? 3 : type === 'boolean' ? true : 'text'];
    }),
  );
}

/** JSON up to three levels deep, with the names that the operation knows, and sometimes with values that it takes. */
function bodyOf({ body }: Operation): fc.Arbitrary<unknown> {
  const schema = body === undefined ? {} : resolve(body);
  const known = Object.keys(resolve(schema.items ?? {}).properties ?? schema.properties ?? {});
  const name = fc.oneof(
    ...(known.length > 0 ? [{ weight: 8, arbitrary: fc.constantFrom(...known) }] : []),
    { weight: 1, arbitrary: fc.constantFrom('__proto__', 'constructor', 'toString', 'length', '') },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 8 }) },
  );
  const { value } = fc.letrec<{ value: unknown; leaf: unknown }>((tie) => ({
    leaf: fc.oneof(
      fc.constantFrom(null, true, false, 0, 1, -1, 2, 1.5, 2 ** 31, 2 ** 53, -(2 ** 53), 1e308),
      fc.constantFrom('', '0', '1', '-1', '1e3', '9007199254740993', 'true', '{}', '[]', '\u0000', '😀'),
      fc.nat(),
      fc.string({ unit: 'binary', maxLength: 20 }),
    ),
    value: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      tie('leaf'),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.array(fc.tuple(name, tie('value')), { maxLength: 6 }).map(objectOf),
    ),
  }));
  // Most bodies are objects, or nothing would get past the first look.
  return fc.oneof({ weight: 4, arbitrary: fc.array(fc.tuple(name, value), { maxLength: 8 }).map(objectOf) }, value);
}

/** An object with these fields as its own, whatever their names. */
function objectOf(fields: readonly (readonly [string, unknown])[]): object {
  const object = {};
  for (const [name, value] of fields) {
    Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
  }
  return object;
}
