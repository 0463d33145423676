// What a client costs a training that runs as fast as it goes: npm run clients [ROUNDS [EPOCHS]]. Timings are no tests.
// One with no client, one with a client that reads the stream and throws it away, one with a client that never reads, in turns.

import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { request } from 'node:http';
import { join } from 'node:path';
import { folder, serve } from './program.js';

const [rounds, epochs] = [Number(process.argv[2] ?? 6), process.argv[3] ?? '60'];
const kinds = ['none', 'reads', 'never'];
const seconds = Object.fromEntries(kinds.map(kind => [kind, []]));

const send = (port, method, path, headers, body) => new Promise((done, failed) => {
  const sent = request({ host: '127.0.0.1', port, method, path, headers }, answer => {
    answer.resume();
    answer.on('end', () => done(answer));
  });
  sent.on('error', failed);
  sent.end(body);
});

async function train(kind, number) {
  const program = await serve('train', '--epochs', epochs, '--view', '--out', join(folder, `${kind}${number}`));
  const { port, search } = new URL(program.url);
  const [cookie] = (await send(port, 'GET', `/${search}`)).headers['set-cookie'][0].split(';');
  const act = command => send(port, 'POST', '/do', { 'Content-Type': 'application/json', 'Origin': `http://127.0.0.1:${port}`, 'Cookie': cookie },
    JSON.stringify({ do: command }));
  let bytes = 0, socket = null;
  if (kind !== 'none') {
    socket = connect(port, '127.0.0.1', () => socket.write(`GET /frames HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nCookie: ${cookie}\r\n\r\n`));
    if (kind === 'reads') socket.on('data', data => { bytes += data.length; });
    socket.on('error', () => {});
  }
  await act('max');
  await new Promise(done => setTimeout(done, 700));
  const began = performance.now();
  await act('play');
  await program.says(/Done: /);
  const took = (performance.now() - began) / 1000;
  const [, peak] = readFileSync(`/proc/${program.pid}/status`, 'utf8').match(/VmHWM:\s+(\d+)/);
  await program.stop();
  socket?.destroy();
  console.log(`${kind.padEnd(5)} ${took.toFixed(3)} s, ${(bytes / took / 1000).toFixed(0)} KB/s, peak ${(peak / 1024).toFixed(0)} MiB`);
  return took;
}

await train('none', 'first'); // the first of all warms the machine
for (let i = 0; i < rounds; i++)
  for (const kind of i % 2 ? [...kinds].reverse() : kinds) seconds[kind].push(await train(kind, i));
const median = values => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
for (const kind of kinds) console.log(`${kind.padEnd(5)} median ${median(seconds[kind]).toFixed(3)} s: ${(median(seconds.none) / median(seconds[kind])).toFixed(3)} of the speed without`);
