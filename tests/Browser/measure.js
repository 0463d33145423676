// What drawing costs, a frame, and how soon the first picture is there: npm run measure. Timings are no tests.

import { join } from 'node:path';
import { folder, launch, open, serve, stopAll, until } from './program.js';

const browser = await launch();
for (const [workers, level] of [[8, 'straggler'], [200, 'thousand'], [1000, 'thousand']]) {
  const { url } = await serve('simulate', level, '--workers', String(workers), '--view', '--out', join(folder, `w${workers}`));
  await new Promise(done => setTimeout(done, 1000)); // a reader's time to open it
  const began = performance.now();
  const page = await open(browser, url);
  const first = performance.now() - began;
  await page.click('#play');
  await until(page, () => globalThis.studio.state.now.t > 0);
  await page.evaluate(() => { globalThis.studio.drawing.times = {}; });
  await page.waitForTimeout(6000);
  const times = await page.evaluate(() => globalThis.studio.drawing.times);
  const [cluster, timeline] = [times.cluster, times.timeline];
  const frames = cluster.map((time, i) => time + (timeline[i] ?? 0)).sort((a, b) => a - b);
  const at = share => frames[Math.floor(share * (frames.length - 1))].toFixed(2);
  console.log(`${workers} workers: first picture ${first.toFixed(0)} ms; a frame ${at(0.5)} ms, 95 % under ${at(0.95)} ms, of ${frames.length}; `
    + `the network ${((times.network ?? []).reduce((sum, time) => sum + time, 0) / (times.network?.length || 1)).toFixed(2)} ms`);
  await page.close();
  await stopAll();
}
await browser.close();
