// What a client that never reads costs in memory: npm run memory [MINUTES]. Two trainings run side by side as fast as they go, one
// without a client; each minute their resident memory is shown, and the most that it ever was.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { visit } from './client.js';
import { folder, serve, stopAll } from './program.js';

const minutes = Number(process.argv[2] ?? 10);
const programs = [];
for (const kind of ['none', 'never']) {
  const program = await serve('train', '--epochs', '100000', '--view', '--out', join(folder, kind));
  const client = await visit(program, kind);
  await client.act('max');
  await client.act('play');
  programs.push({ kind, program });
}
const memory = (pid, name) => Number(readFileSync(`/proc/${pid}/status`, 'utf8').match(new RegExp(`${name}:\\s+(\\d+)`))[1]) / 1024;
for (let minute = 1; minute <= minutes; minute++) {
  await new Promise(done => setTimeout(done, 60000));
  const shown = programs.map(({ kind, program: { pid } }) => `${kind} ${memory(pid, 'VmRSS').toFixed(0)} MiB, at most ${memory(pid, 'VmHWM').toFixed(0)}`);
  console.log(`${String(minute).padStart(2)} min: ${shown.join('; ')}`);
}
await stopAll();
process.exit();
