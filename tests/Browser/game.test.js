import assert from 'node:assert/strict';
import { request } from 'node:http';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { folder, launch, open, run, serve, skip, stateOf, stopAll, until } from './program.js';

let browser, program;

before(async () => {
  if (!skip) browser = await launch();
});
after(async () => {
  await browser?.close();
  await stopAll();
});

// A page on a level that is played, paused before its first step.
async function played(name, options, level = 'straggler', ...more) {
  program = await serve('simulate', level, '--epochs', '1', '--view', '--out', join(folder, name), ...more);
  return open(browser, program.url, options);
}

async function ended(page) {
  assert.deepEqual(page.complaints, []);
  await page.close();
  await program.stop();
}

test('it opens with an untrained network and a 2, paused', { skip }, async () => {
  const page = await played('opens');
  const { now } = await stateOf(page);
  assert.deepEqual([now.step, now.t, now.play.paused], [0, 0, true]);
  const picture = await page.evaluate(() => globalThis.studio.network.picture);
  assert.deepEqual([picture.step, picture.image.label, picture.widths], [0, 2, [784, 30, 10]]);
  assert.match(await page.textContent('#formula'), /^forward: z = Σ w a \+ b/);
  assert.equal(new URL(page.url()).search, '');
  await ended(page);
});

test('it plays, pauses, and steps by events and by minibatches', { skip }, async () => {
  const page = await played('plays');
  await page.keyboard.press('Space');
  await until(page, () => globalThis.studio.state.now.t > 0 && globalThis.studio.state.packets.length > 0);
  await page.keyboard.press('Space');
  await until(page, () => globalThis.studio.state.now.play.paused);
  const { now } = await stateOf(page);
  await page.keyboard.press('.');
  await until(page, events => globalThis.studio.state.now.events === events + 1, now.events);
  await page.keyboard.press('n');
  await until(page, step => globalThis.studio.state.now.step === step + 1, now.step);
  await until(page, step => globalThis.studio.network.picture.step === step + 1, now.step);
  await ended(page);
});

test('a worker that is killed is gone, and its part is dealt to another', { skip }, async () => {
  const page = await played('kills');
  await page.keyboard.press('n');
  await until(page, () => globalThis.studio.state.now.step === 1);
  for (let i = 0; i < 60 && (await stateOf(page)).workers.states[0] !== 'c'; i++) {
    const { now } = await stateOf(page);
    await page.keyboard.press('.');
    await until(page, events => globalThis.studio.state.now.events > events, now.events);
  }
  const part = (await stateOf(page)).spans.filter(([worker, step]) => worker === 0 && step === 1).at(-1);
  await page.keyboard.press('k');
  await until(page, () => globalThis.studio.state.workers.states[0] === 'g' && document.getElementById('kill').textContent === 'Restart');
  await page.keyboard.press('n');
  await until(page, () => globalThis.studio.state.now.step === 2);
  const again = (await stateOf(page)).spans.filter(([worker, step, from]) => worker !== 0 && step === 1 && from === part[2]);
  assert.equal(again.length, 1, 'expected the part of worker 0 among those of another');
  await page.keyboard.press('k');
  await until(page, () => globalThis.studio.state.workers.states[0] !== 'g');
  await ended(page);
});

test('a run that was played replays to the same events and to the same picture', { skip }, async () => {
  const page = await played('replays');
  await page.keyboard.press('n');
  await page.keyboard.press('k');
  await until(page, () => globalThis.studio.state.workers.states[0] === 'g');
  await page.selectOption('#loss', '0.01');
  await page.fill('#rate', '0.8');
  await page.locator('#rate').blur();
  await until(page, () => globalThis.studio.state.now.play.inputs === 3);
  await page.click('#max');
  await page.click('#play');
  await until(page, () => globalThis.studio.state.ended);
  await until(page, () => globalThis.studio.network.picture.step === globalThis.studio.state.now.step);
  const [state, picture] = [await stateOf(page), await page.evaluate(() => globalThis.studio.network.picture)];
  await ended(page);
  const replay = run('replay', join(folder, 'replays'));
  assert.match(replay, new RegExp(`eventsSha256 ${state.ended.eventsSha256}, weightsSha256 ${state.ended.weightsSha256}`));

  program = await serve('view', join(folder, 'replays'));
  const again = await open(browser, program.url);
  await again.click('#max');
  await again.click('#play');
  await until(again, () => globalThis.studio.state.ended);
  await until(again, () => globalThis.studio.network.picture.step === globalThis.studio.state.now.step);
  const seen = await stateOf(again);
  for (const name of ['ended', 'epochs', 'faults', 'workers', 'stale']) {
    const times = one => JSON.stringify(one, (key, value) => (key === 'wall' ? 0 : value));
    assert.equal(times(seen[name]), times(state[name]), name);
  }
  await again.evaluate(name => globalThis.studio.lens.ask({ weight: name }), picture.weight.name);
  assert.deepEqual((await again.evaluate(() => globalThis.studio.network.picture)).weight, picture.weight);
  await ended(again);
});

test('reduced motion shows counters, and nothing that flies', { skip }, async () => {
  const page = await played('reduced', { reducedMotion: 'reduce' });
  await page.keyboard.press('Space');
  await until(page, () => globalThis.studio.state.packets.length > 0);
  await until(page, () => /[1-8] parameters under way/.test(document.getElementById('cluster-legend').textContent));
  assert.equal(await page.evaluate(() => globalThis.studio.cluster.flying()), 0);
  await ended(page);
});

test('foreign hosts and origins are refused', { skip }, async () => {
  program = await serve('simulate', 'straggler', '--view', '--out', join(folder, 'foreign'));
  const { port, search } = new URL(program.url);
  const status = (method, path, headers) => new Promise((done, failed) => {
    const sent = request({ host: '127.0.0.1', port, method, path, headers }, answer => {
      answer.resume();
      done(answer.statusCode);
    });
    sent.on('error', failed);
    sent.end(method === 'POST' ? '{"do":"play"}' : undefined);
  });
  assert.equal(await status('GET', `/${search}`, {}), 200);
  assert.equal(await status('GET', `/${search}`, { Host: 'evil.example' }), 421);
  assert.equal(await status('GET', '/', {}), 401);
  assert.equal(await status('POST', '/do', { 'Content-Type': 'application/json', 'Origin': 'http://evil.example' }), 403);
  const page = await browser.newPage();
  await page.goto('about:blank');
  const posted = await page.evaluate(url => fetch(url, { method: 'POST', mode: 'no-cors', body: '{"do":"play"}' }).then(() => 'sent', () => 'refused'),
    `http://127.0.0.1:${port}/do`);
  assert.ok(['sent', 'refused'].includes(posted));
  await page.close();
  const watching = await open(browser, program.url);
  assert.equal((await stateOf(watching)).now.play.paused, true);
  await ended(watching);
});
