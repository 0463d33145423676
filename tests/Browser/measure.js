// What drawing costs, a frame, and how soon the first picture is there: npm run measure. Timings are no tests.

import { join } from 'node:path';
import { folder, launch, open, serve, stopAll, until } from './program.js';

const Opens = 7;
const at = (values, share) => [...values].sort((a, b) => a - b)[Math.floor(share * (values.length - 1))];
const browser = await launch();

// From the moment the browser is told to go there to the frame with the picture, by the browser's own clock; each time a program
// that has just begun, and a browser profile without a cache.
const firsts = [], answers = [], scripts = [];
for (let i = 0; i < Opens; i++) {
  const { url } = await serve('simulate', 'rack', '--view', '--out', join(folder, `first${i}`));
  await new Promise(done => setTimeout(done, 1000)); // a reader's time to open it
  const page = await open(browser, url);
  await page.waitForFunction(() => performance.getEntriesByName('first picture').length > 0);
  const [first, answer, script] = await page.evaluate(() => [performance.getEntriesByName('first picture')[0].startTime,
    performance.getEntriesByType('navigation')[0].responseEnd, performance.getEntriesByName('scripts run')[0].startTime]);
  firsts.push(first);
  answers.push(answer);
  scripts.push(script);
  await page.close();
  await stopAll();
}
console.log(`first picture after ${at(firsts, 0.5).toFixed(0)} ms (median of ${Opens}, at most ${Math.max(...firsts).toFixed(0)} ms); `
  + `the page's text after ${at(answers, 0.5).toFixed(0)} ms, its scripts after ${at(scripts, 0.5).toFixed(0)} ms`);

for (const [workers, level] of [[8, 'straggler'], [200, 'thousand'], [1000, 'thousand']]) {
  const { url } = await serve('simulate', level, '--workers', String(workers), '--view', '--out', join(folder, `w${workers}`));
  const page = await open(browser, url);
  await page.click('#play');
  await until(page, () => globalThis.studio.state.now.t > 0);
  await page.evaluate(() => { globalThis.studio.drawing.times = {}; });
  await page.waitForTimeout(6000);
  const times = await page.evaluate(() => globalThis.studio.drawing.times);
  const [cluster, timeline] = [times.cluster, times.timeline];
  const frames = cluster.map((time, i) => time + (timeline[i] ?? 0));
  console.log(`${workers} workers: a frame ${at(frames, 0.5).toFixed(2)} ms, 95 % under ${at(frames, 0.95).toFixed(2)} ms, of ${frames.length}; `
    + `the network ${((times.network ?? []).reduce((sum, time) => sum + time, 0) / (times.network?.length || 1)).toFixed(2)} ms`);
  await page.close();
  await stopAll();
}
await browser.close();
