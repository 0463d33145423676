import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { folder, launch, open, serve, skip, stopAll, until } from './program.js';

const axe = skip ? '' : readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
let browser, program;

before(async () => {
  if (skip) return;
  program = await serve('simulate', 'rack', '--epochs', '1', '--view', '--out', join(folder, 'access'));
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await stopAll();
});

for (const [colorScheme, width, height] of [['light', 1280, 800], ['dark', 1280, 800], ['dark', 390, 844]])
  test(`axe finds nothing serious: ${colorScheme}, ${width}×${height}`, { skip }, async () => {
    const page = await open(browser, program.url, { colorScheme, viewport: { width, height } });
    for (const summary of await page.locator('summary').all()) await summary.click();
    await page.selectOption('#mode', 'minibatch'); // its 256 samples each have a bar
    await until(page, () => globalThis.studio.network.picture.minibatch);
    await until(page, () => document.querySelectorAll('#workers-table tr').length > 1 && document.querySelectorAll('#confusion tr').length > 1);
    await page.evaluate(axe); // by the debugger, which the page's policy does not bind
    const { violations } = await page.evaluate(() => globalThis.axe.run());
    const serious = violations.filter(one => ['serious', 'critical'].includes(one.impact));
    assert.deepEqual(serious.map(one => `${one.id}: ${one.nodes.map(node => node.html).slice(0, 3).join(' ')}`), []);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'expected nothing wider than the window');
    const bars = await page.locator('.sample-bars').evaluate(one => [one.childElementCount, one.scrollWidth <= one.clientWidth]);
    assert.deepEqual(bars, [256, true], 'expected a bar for each sample, and none outside the box');
    await page.close();
  });

test('the whole page is used without a mouse', { skip }, async () => {
  const page = await open(browser, program.url);
  const focus = () => page.evaluate(() => document.activeElement?.id || document.activeElement?.tagName);
  const reached = new Set();
  const tabTo = async id => {
    for (let i = 0; i < 400; i++) {
      const now = await focus();
      reached.add(now);
      if (now === id) return;
      await page.keyboard.press('Tab');
    }
    assert.fail(`${id} was not reached`);
  };
  await tabTo('play');
  await page.keyboard.press('Enter');
  await until(page, () => globalThis.studio.state.now.t > 0);
  await page.keyboard.press('Enter');
  await until(page, () => globalThis.studio.state.now.play.paused);
  await tabTo('speed');
  await page.keyboard.press('ArrowRight');
  await tabTo('moment');
  await page.keyboard.press('ArrowLeft');
  await until(page, () => globalThis.studio.lookedAt() !== null);
  await tabTo('now');
  await page.keyboard.press('Enter');
  await until(page, () => globalThis.studio.lookedAt() === null && document.activeElement.id === 'moment');
  await tabTo('index');
  await page.keyboard.press('Control+A');
  await page.keyboard.type('4');
  await page.keyboard.press('Tab');
  await until(page, () => globalThis.studio.network.picture.sample === 'test image 4');
  await tabTo('edges');
  await page.keyboard.press('ArrowDown');
  await tabTo('forth');
  await page.keyboard.press('Enter');
  assert.match(await page.textContent('#stage'), /^back 1/);
  await tabTo('network-canvas');
  const before = await page.evaluate(() => globalThis.studio.network.picture.neuron.name);
  await page.keyboard.press('ArrowLeft');
  await until(page, name => globalThis.studio.network.picture.neuron.name !== name, before);
  await page.keyboard.press('Enter');
  await until(page, () => globalThis.studio.network.picture.weight.layer === 1);
  await tabTo('worker');
  await page.keyboard.press('ArrowUp');
  await until(page, () => globalThis.studio.cluster.selected === 1);
  await tabTo('kill');
  await page.keyboard.press('Enter');
  await until(page, () => globalThis.studio.state.workers.states[1] === 'g');
  await tabTo('cluster-canvas');
  await page.keyboard.press('ArrowRight');
  await until(page, () => globalThis.studio.cluster.selected === 2);
  await tabTo('latency');
  await page.keyboard.press('ArrowDown');
  await until(page, () => globalThis.studio.state.now.play.inputs >= 2);
  await tabTo('weight');
  await page.keyboard.press('Control+A');
  await page.keyboard.type('w2:3,17');
  await page.keyboard.press('Tab');
  await until(page, () => globalThis.studio.network.picture.weight.name === 'w2:3,17');
  await tabTo('axis');
  await page.keyboard.press('ArrowDown');
  await tabTo('pad');
  await page.keyboard.press('Space');
  for (let i = 0; i < 8; i++) await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Space');
  await until(page, () => document.querySelector('#answer .best'));
  await tabTo('explain-drawn');
  await page.keyboard.press('Enter');
  await until(page, () => globalThis.studio.network.picture.sample === 'the digit you drew');
  await tabTo('clear');
  await page.keyboard.press('Enter');
  await tabTo('consistency');
  await page.keyboard.press('ArrowDown');
  await tabTo('mode-value');
  await page.keyboard.press('ArrowDown');
  await tabTo('restart-in-mode');
  await page.keyboard.press('Enter');
  await until(page, () => globalThis.studio.state.run.mode === 'k-sync' && globalThis.studio.state.run.gradientsPerStep === 6);
  const all = await page.evaluate(() => [...document.querySelectorAll('button[id], input[id], select[id]')]
    .filter(one => !one.disabled && one.offsetParent && !['explain-drawn'].includes(one.id)).map(one => one.id));
  for (const id of all) if (!reached.has(id)) await tabTo(id);
  assert.deepEqual(page.complaints, []);
  await page.close();
});
