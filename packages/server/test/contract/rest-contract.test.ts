import { afterAll, beforeAll, expect, test } from 'vitest';
import { badInputs } from './bad-input.ts';
import { asCall, lineTo } from './call-sample.ts';
import { codes, faultsOf, lineOf, type Operation, operations } from './contract.ts';
import { type Answer, type ContractWorld, startContractWorld } from './contract-world.ts';
import type { Sample } from './sample.ts';
import { samples } from './samples/index.ts';

/** Operations of the contract; fewer would mean that its file was cut. */
const TOTAL = 237;

/** Codes that are no refusal of what was asked: success, an unknown call, a server that failed. */
const NO_REFUSAL: ReadonlySet<number> = new Set([200, 404, 20000]);

let world: ContractWorld;
const proven = new Set<string>();
beforeAll(async () => {
  world = await startContractWorld();
});
afterAll(async () => {
  await world.stop();
  process.stdout.write(`contract: ${proven.size} of ${TOTAL} operations\n`);
  expect(proven.size).toBe(TOTAL);
});

test('the contract has every operation once', () => {
  expect(new Set(operations.map(lineOf)).size).toBe(TOTAL);
  expect([...samples.keys()].filter((line) => !operations.some((operation) => lineOf(operation) === line))).toEqual([]);
});

test.each(operations.map((operation) => ({ line: lineOf(operation), operation })))('$line', async ({
  line,
  operation,
}) => {
  const prepare = samples.get(line);
  if (prepare === undefined) throw new Error('it has no sample');
  const sample = await prepare(world);
  const faults: string[] = [];

  await world.quiet(sample);
  const before = world.stored();
  for (const { what, call } of badInputs(operation, sample)) {
    const answer = await world.call(lineTo(line, call), asCall(world, operation, call));
    const fault = whyNoRefusal(operation, answer);
    if (fault !== undefined) faults.push(`${what}: ${fault}`);
  }
  if (world.stored() !== before) faults.push('a refused call was written down');

  faults.push(
    ...validFaults(operation, sample, await world.call(lineTo(line, sample), asCall(world, operation, sample))),
  );
  await world.quiet(sample);
  expect(faults).toEqual([]);
  proven.add(line);
});

/** Why an answer is no proper refusal; undefined when it is one. */
function whyNoRefusal({ answer }: Operation, { status, json, bytes }: Answer): string | undefined {
  if (typeof json?.code !== 'number') return `HTTP ${status} without envelope: ${bytes.toString('utf8', 0, 100)}`;
  // Files are asked for by programs that look at the status alone, so refusals of them may have one.
  const isOfFiles = answer.envelope === 'binary' || answer.envelope === 'bare';
  if (isOfFiles ? status >= 500 : status !== 200) return `HTTP ${status}, code ${json.code}`;
  if (NO_REFUSAL.has(json.code) || !codes.has(json.code)) return `code ${json.code} ${json.message ?? ''}`;
  if (typeof json.message !== 'string' || json.message === '') return `code ${json.code} without a message`;
  return undefined;
}

/** What is wrong with the answer to a call that must work. */
function validFaults(operation: Operation, { instead }: Sample, { status, json, bytes }: Answer): readonly string[] {
  const { envelope } = operation.answer;
  if (envelope === 'binary') return status < 400 && json === undefined ? [] : [`HTTP ${status} ${bytes}`];
  if (status !== 200) return [`HTTP ${status} ${bytes.toString('utf8', 0, 200)}`];
  if (envelope === 'bare') return faultsOf(operation, json);
  if (json?.code !== (instead?.code ?? 200))
    return [`the valid call is answered with ${bytes.toString('utf8', 0, 200)}`];
  return instead === undefined ? faultsOf(operation, json) : [];
}
