// What a client costs a training at full speed: npm run clients [ROUNDS [EPOCHS]]. Timings are no tests.
// One with no client, one with a client that reads the stream and throws it away, one with a client that never reads, in turns.

import { join } from 'node:path';
import { visit } from './client.js';
import { folder, serve } from './program.js';

const [rounds, epochs] = [Number(process.argv[2] ?? 6), process.argv[3] ?? '60'];
const kinds = ['none', 'reads', 'never'];
const seconds = Object.fromEntries(kinds.map(kind => [kind, []]));

async function train(kind, number) {
  const program = await serve('train', '--epochs', epochs, '--view', '--out', join(folder, `${kind}${number}`));
  const client = await visit(program, kind);
  await client.act('max');
  await new Promise(done => setTimeout(done, 700));
  const began = performance.now();
  await client.act('play');
  await program.says(/Done: /);
  const took = (performance.now() - began) / 1000;
  await program.stop();
  client.leave();
  console.log(`${kind.padEnd(5)} ${took.toFixed(3)} s, ${(client.bytes() / took / 1000).toFixed(0)} KB/s`);
  return took;
}

await train('none', 'first'); // the first of all warms the machine
for (let i = 0; i < rounds; i++)
  for (const kind of i % 2 ? [...kinds].reverse() : kinds) seconds[kind].push(await train(kind, i));
const median = values => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
for (const kind of kinds) console.log(`${kind.padEnd(5)} median ${median(seconds[kind]).toFixed(3)} s: ${(median(seconds.none) / median(seconds[kind])).toFixed(3)} of the speed without`);
