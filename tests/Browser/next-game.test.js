import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { folder, launch, open, run, serve, skip, stateOf, stopAll, until } from './program.js';

const first = join(folder, 'first');
let browser, program, page;

before(async () => {
  if (skip) return;
  [browser, program] = await Promise.all([launch(), serve('simulate', 'straggler', '--epochs', '12', '--view', '--out', first)]);
  page = await open(browser, program.url);
});
after(async () => {
  await browser?.close();
  await stopAll();
});

const picture = () => page.evaluate(() => globalThis.studio.network.picture);

async function stepTo(step) {
  while ((await stateOf(page)).now.step < step) {
    const { now } = await stateOf(page);
    await page.keyboard.press('n');
    await until(page, before => globalThis.studio.state.now.step === before + 1, now.step);
  }
  await until(page, to => globalThis.studio.network.picture.steps === to, step);
}

// With the arrow keys, from now.
async function backTo(step) {
  await page.focus('#moment');
  for (let i = 0; i < 200; i++) {
    const { now } = await stateOf(page);
    if (now.step === step) break;
    await page.keyboard.press('ArrowLeft');
    await until(page, value => document.getElementById('moment').value === value, await page.inputValue('#moment'));
    await page.waitForFunction(() => globalThis.studio.state.moments[document.getElementById('moment').value]?.[0] === globalThis.studio.lookedAt());
  }
  await until(page, to => globalThis.studio.lookedAt() !== null && globalThis.studio.network.picture.steps === to, step);
}

test('an earlier moment is shown as it was, and now is shown again', { skip }, async () => {
  await stepTo(1);
  const then = await picture();
  await stepTo(3);
  const now = await stateOf(page);
  await backTo(1);
  const shown = await picture();
  assert.deepEqual([shown.edges, shown.layers, shown.outputs], [then.edges, then.layers, then.outputs]);
  await until(page, () => /s, step 1$/.test(document.getElementById('moment-says').textContent));
  assert.ok(await page.isDisabled('#kill'), 'expected no worker to be killed in the past');
  assert.ok((await stateOf(page)).steps.every(([step]) => step <= 1), 'expected no step on the timeline that came later');
  await page.click('#now');
  await until(page, to => globalThis.studio.state.now.step === to && globalThis.studio.network.picture.steps === to, 3);
  assert.deepEqual((await stateOf(page)).now.events, now.now.events);
});

test('from an earlier moment it is played again, with progress, to the very same and then on', { skip }, async () => {
  await stepTo(4);
  await page.keyboard.press('k');
  await until(page, () => globalThis.studio.state.workers.states[0] === 'g');
  await page.click('#max');
  await page.click('#play');
  await until(page, () => globalThis.studio.state.now.step > 300);
  await page.click('#play');
  await until(page, () => globalThis.studio.state.now.play.paused);
  await page.focus('#moment');
  await page.keyboard.press('ArrowLeft');
  await until(page, () => globalThis.studio.lookedAt() !== null);
  const past = await stateOf(page);
  await page.evaluate(() => {
    globalThis.again = [];
    new MutationObserver(() => globalThis.again.push(document.getElementById('again-share').value))
      .observe(document.getElementById('again'), { attributes: true, subtree: true });
  });
  await page.click('#play');
  await until(page, directory => globalThis.studio.state.run.directory === directory, `${first}-again`);
  await until(page, ([events]) => globalThis.studio.state.again === null && globalThis.studio.state.now.events > events, [past.now.events]);
  const shares = await page.evaluate(() => globalThis.again);
  assert.ok(shares.some(share => share > 0 && share < 1), `expected a share between 0 and 1, found ${shares}`);
  await until(page, () => globalThis.studio.state.ended);
  const { ended, faults } = await stateOf(page);
  assert.equal(faults.crash, 1);
  assert.match(run('replay', `${first}-again`), new RegExp(`eventsSha256 ${ended.eventsSha256}, weightsSha256 ${ended.weightsSha256}`));
  assert.match(run('replay', first), /replays to the same bits/);
});

test('after the end an earlier moment is shown as well, and now again', { skip }, async () => {
  const { now, moments } = await stateOf(page);
  await page.focus('#moment');
  await page.keyboard.press('Home');
  await until(page, () => globalThis.studio.lookedAt() !== null && globalThis.studio.network.picture.steps === globalThis.studio.state.now.step);
  const [, , step] = moments[0];
  await until(page, then => document.getElementById('facts').textContent.startsWith(`step${then} / `)
    && document.getElementById('moment-says').textContent.endsWith(`step ${then}`), step);
  assert.ok(await page.isHidden('#verdict'), 'expected no verdict before it was given');
  assert.equal(await page.textContent('#play'), 'Play from here');
  await page.click('#now');
  await until(page, to => globalThis.studio.lookedAt() === null && globalThis.studio.network.picture.steps === to, now.step);
  assert.deepEqual(page.complaints, []);
});

const accuracies = directory => readFileSync(join(directory, 'metrics.jsonl'), 'utf8').trim().split('\n')
  .map(line => Number((100 * JSON.parse(line).testAccuracy).toFixed(2)));

async function judged(goal) {
  await page.fill('#goal', String(goal));
  return page.textContent('#challenge');
}

test('the challenge is judged by the epochs, and by the clock of the game', { skip }, async () => {
  assert.equal(await page.inputValue('#goal'), '92', 'expected the goal of the level');
  assert.equal(await page.textContent('#within'), ' within 500 ms of virtual time');
  const found = accuracies(`${first}-again`), best = Math.max(...found);
  const { epochs: [{ world }] } = await stateOf(page);
  assert.ok(world > 0.5, `expected an epoch to take longer than the challenge gives, found ${world} s`);
  assert.match(await judged(found[0]),
    new RegExp(`^Reached, but too late: ${found[0]} % after epoch 1, in ${(1000 * world).toFixed(1)} ms and .*; 1 crash, 0 messages lost, `));
  assert.match(await judged(found[0] + 0.01), new RegExp(`^Reached, but too late: ${found.find(value => value > found[0])} % after epoch `));
  assert.match(await judged(best + 0.01), new RegExp(`^Missed: ${best} %; 1 crash, `));
  assert.equal(await page.textContent('#verdict-word'), 'Lost');
  assert.match(await page.textContent('#verdict-why'),
    new RegExp(`The best was ${best} % after epoch \\d+, in .* The goal: reach .* within 500 ms of virtual time\\.$`));
});

test('another mode restarts the game as simulate --mode plays it', { skip }, async () => {
  await page.selectOption('#consistency', 'k-sync');
  assert.deepEqual([await page.textContent('#mode-word'), await page.inputValue('#mode-value')], ['K', '7']);
  await page.selectOption('#consistency', 'stale-synchronous');
  assert.equal(await page.textContent('#mode-word'), 'Bound');
  await page.fill('#mode-value', '2');
  await page.click('#restart-in-mode');
  await until(page, () => globalThis.studio.state.run.mode === 'stale-synchronous' && globalThis.studio.state.now.step === 0);
  const { run: { directory, command, stalenessBound } } = await stateOf(page);
  const beside = `${first}-again-stale-synchronous`;
  assert.deepEqual([directory, command, stalenessBound], [beside, `actorbackprop replay ${beside}`, 2]);
  await until(page, () => document.getElementById('facts').textContent.includes('stale-synchronous, bound 2'));
  await page.click('#max');
  await page.click('#play');
  await until(page, () => globalThis.studio.state.ended);
  const { ended, faults, stale } = await stateOf(page);
  assert.equal(faults.crash, 1, 'expected the worker that was killed to be killed here, too');
  assert.match(run('replay', directory), new RegExp(`weightsSha256 ${ended.weightsSha256}`));
  assert.ok(stale.counts.length <= 3 && stale.counts[1] > 0, `expected gradients of 0 to 2 steps, found ${stale.counts}`);

  await until(page, () => globalThis.studio.network.picture.steps === globalThis.studio.state.now.step);
  const said = JSON.parse(run('explain', '--run', directory, '--sample', '1', '--json'));
  const shown = await picture();
  assert.equal(shown.C, said.C);
  assert.deepEqual(shown.layers.map(layer => layer.a), said.layers.map(layer => layer.a));
});

test('the same game is played again from its beginning, with nothing done by hand', { skip }, async () => {
  const { run: { directory: before } } = await stateOf(page);
  assert.ok(await page.isVisible('#verdict'));
  await page.evaluate(() => scrollTo(0, 900));
  await page.click('#play-again');
  await until(page, directory => globalThis.studio.state.run.directory === directory && globalThis.studio.state.now?.play?.paused, `${before}-again`);
  const { now, faults, ended } = await stateOf(page);
  assert.deepEqual([now.step, now.play.inputs, faults.crash, ended], [0, 0, undefined, null]);
  await until(page, () => document.getElementById('verdict').hidden && scrollY === 0);
});

test('a level is begun on the page', { skip }, async () => {
  await page.locator('button[aria-label="Start Slow wireless"]').scrollIntoViewIfNeeded();
  await page.click('button[aria-label="Start Slow wireless"]');
  await until(page, () => globalThis.studio.state.run.title === 'Slow wireless' && globalThis.studio.state.workers.states.length === 4);
  const { now } = await stateOf(page);
  assert.deepEqual([now.step, now.play.paused], [0, true]);
  await until(page, () => globalThis.studio.network.picture.steps === 0 && scrollY === 0);
  assert.match(await page.textContent('#levels'), /within .* of virtual time/);
  await until(page, () => !document.getElementById('minibatch').disabled);
  await page.keyboard.press('n');
  await until(page, () => globalThis.studio.state.now.step === 1);
  assert.ok(await page.locator('button[aria-label="Start Ten thousand workers"]').count() === 0);
  assert.equal(await page.inputValue('#goal'), '92');
  await page.fill('#goal', '80');
  assert.match(await page.textContent('#challenge'), /^Accuracy is measured after every epoch; the first is still running\.$/);
  await page.click('#max');
  await page.click('#play');
  await until(page, () => globalThis.studio.state.ended);
  await until(page, () => document.getElementById('challenge').textContent.startsWith('Reached: '));
  assert.equal(await page.textContent('#verdict-word'), 'Won');
  const { run: { directory }, epochs: [{ world }] } = await stateOf(page);
  const [, accuracy, seconds] = (await page.textContent('#challenge')).match(/^Reached: ([\d.]+) % after epoch 1, in ([\d.]+) s and /);
  assert.equal(Number(accuracy), accuracies(resolve(folder, directory))[0]);
  assert.ok(Math.abs(Number(seconds) - world) < 0.01, `expected ${world} s, found ${seconds}`);
  assert.ok(world < 45, 'expected it within the time that the challenge gives');
});

test('the page complains of nothing', { skip }, () => assert.deepEqual(page.complaints, []));
