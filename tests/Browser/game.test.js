import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { folder, launch, open, run, serve, skip, stateOf, stopAll, until } from './program.js';

const game = join(folder, 'game');
let browser, program, page;

before(async () => {
  if (skip) return;
  [browser, program] = await Promise.all([launch(), serve('simulate', 'straggler', '--epochs', '1', '--view', '--out', game)]);
  page = await open(browser, program.url);
});
after(async () => {
  await browser?.close();
  await stopAll();
});

test('it opens with an untrained network and a 2, paused', { skip }, async () => {
  const { now } = await stateOf(page);
  assert.deepEqual([now.step, now.t, now.play.paused], [0, 0, true]);
  const picture = await page.evaluate(() => globalThis.studio.network.picture);
  assert.deepEqual([picture.steps, picture.image.label, picture.network], [0, 2, '784-30-10']);
  assert.match(await page.textContent('#formula'), /^forward: z = Σ w a \+ b/);
  assert.equal(new URL(page.url()).hash, '', 'expected the token to be gone from the address');
});

test('it plays, pauses, and steps by events and by minibatches', { skip }, async () => {
  await page.keyboard.press('Space');
  await until(page, () => globalThis.studio.state.now.t > 0 && globalThis.studio.cluster.flying() > 0);
  await page.keyboard.press('Space');
  await until(page, () => globalThis.studio.state.now.play.paused);
  const { now } = await stateOf(page);
  await page.keyboard.press('.');
  await until(page, events => globalThis.studio.state.now.events === events + 1, now.events);
  await page.keyboard.press('n');
  await until(page, step => globalThis.studio.state.now.step === step + 1, now.step);
  await until(page, step => globalThis.studio.network.picture.steps === step + 1, now.step);
});

test('a name that is wrong is refused at its field, and the picture goes on', { skip }, async () => {
  await page.fill('#weight', 'w3:1,1');
  await page.press('#weight', 'Enter');
  await until(page, () => document.getElementById('lens-says').textContent.includes('no layer 3'));
  assert.deepEqual(page.complaints.splice(0).map(text => /400/.test(text)), [true], 'expected one request that is refused');
  const { now } = await stateOf(page);
  for (const by of [1, 2]) {
    await page.focus('#cluster-canvas');
    await page.keyboard.press('n');
    await until(page, step => globalThis.studio.state.now.step === step && globalThis.studio.network.picture.steps === step, now.step + by);
  }
  assert.deepEqual([await page.inputValue('#weight'), await page.getAttribute('#weight', 'aria-invalid')], ['w3:1,1', 'true']);
  assert.match(await page.textContent('#lens-says'), /no layer 3/);
  await page.fill('#weight', '');
  await page.press('#weight', 'Enter');
  await until(page, () => document.getElementById('lens-says').textContent === '' && !document.getElementById('weight').hasAttribute('aria-invalid'));
  await page.fill('#index', '99999');
  await page.press('#index', 'Enter');
  await until(page, () => document.getElementById('image-says').textContent === 'the test set has images 0 to 9999');
  page.complaints.splice(0);
  await page.click('#after');
  await until(page, () => globalThis.studio.network.picture.sample === 'test image 2'
    && document.getElementById('image-says').textContent === '');
  await page.click('#before');
});

test('a picture that does not follow says of which step it is', { skip }, async () => {
  await page.route('**/explain', route => route.abort());
  const { now: { step } } = await stateOf(page);
  await page.focus('#cluster-canvas');
  await page.keyboard.press('n');
  await until(page, text => document.getElementById('picture-says').textContent === text,
    `This picture is of step ${step}; the run is at step ${step + 1}.`);
  await page.unroute('**/explain');
  await until(page, () => document.getElementById('picture-says').textContent === '');
  page.complaints.splice(0);
});

test('where cost and activation cancel the lens speaks of z', { skip }, async () => {
  await page.evaluate(() => globalThis.studio.lens.ask({ neuron: 'a2:4' }));
  const { neuron, target } = await page.evaluate(() => globalThis.studio.network.picture);
  const [a, difference] = [neuron.a, neuron.a - target[4]];
  assert.equal(target[4], 0);
  const found = (await page.textContent('#wishes'))
    .match(/a = ([\d.e−]+), y = 0\. To lower the cost, lower z \(∂C\/∂z = a − y = ([\d.e−]+)\): \(1\) lower its bias/);
  assert.ok(found, await page.textContent('#wishes'));
  const number = text => Number(text.replaceAll('−', '-'));
  assert.deepEqual(found.slice(1).map(number), [a, difference].map(value => Number(value.toPrecision(4))));
  await page.keyboard.press('b');
  assert.match(await page.textContent('#formula'), /^∂C\/∂z = a − y/);
  await page.click('#back');
});

test('workers that are cut off are healed all at once', { skip }, async () => {
  const { workers: { states } } = await stateOf(page);
  await page.fill('#worker', '5');
  await page.click('#cut');
  await until(page, () => globalThis.studio.state.workers.states[5] === 'x' && document.getElementById('partition').textContent === 'Heal all');
  await page.click('#partition');
  await until(page, () => !globalThis.studio.state.workers.states.includes('x')
    && document.getElementById('partition').textContent === 'Cut half off');
  await page.fill('#worker', '0');
  await page.focus('#cluster-canvas');
  assert.equal(states.length, 8);
});

test('a worker that is killed is gone, and its part is dealt to another', { skip }, async () => {
  const { now: { step } } = await stateOf(page);
  for (let i = 0; i < 60 && (await stateOf(page)).workers.states[0] !== 'c'; i++) {
    const { now } = await stateOf(page);
    await page.keyboard.press('.');
    await until(page, events => globalThis.studio.state.now.events > events, now.events);
  }
  const part = (await stateOf(page)).spans.filter(([worker, of]) => worker === 0 && of === step).at(-1);
  await page.keyboard.press('k');
  await until(page, () => globalThis.studio.state.workers.states[0] === 'g' && document.getElementById('kill').textContent === 'Restart');
  await page.keyboard.press('n');
  await until(page, before => globalThis.studio.state.now.step === before + 1, step);
  const again = (await stateOf(page)).spans.filter(([worker, of, from]) => worker !== 0 && of === step && from === part[2]);
  assert.equal(again.length, 1, 'expected the part of worker 0 among those of another');
  await page.keyboard.press('k');
  await until(page, () => globalThis.studio.state.workers.states[0] !== 'g');
});

test('reduced motion shows counters, and nothing that flies', { skip }, async () => {
  const still = await open(browser, program.url, { reducedMotion: 'reduce' });
  await still.click('#play');
  await until(still, () => /[1-8] (parameters|gradients) in flight/.test(document.getElementById('cluster-legend').textContent));
  assert.equal(await still.evaluate(() => globalThis.studio.cluster.flying()), 0);
  await still.click('#play');
  await until(still, () => globalThis.studio.state.now.play.paused);
  await still.close();
});

test('foreign hosts and origins are refused', { skip }, async () => {
  const { port, hash } = new URL(program.url);
  const Authorization = `Bearer ${hash.split('=')[1]}`;
  const status = (method, path, headers) => new Promise((done, failed) => {
    const sent = request({ host: '127.0.0.1', port, method, path, headers }, answer => {
      answer.resume();
      done(answer.statusCode);
    });
    sent.on('error', failed);
    sent.end(method === 'POST' ? '{"do":"play"}' : undefined);
  });
  assert.equal(await status('GET', '/levels', { Authorization }), 200);
  assert.equal(await status('GET', '/levels', { Authorization, Host: 'evil.example' }), 421);
  assert.equal(await status('GET', '/levels', {}), 401);
  assert.equal(await status('POST', '/do', { Authorization, 'Content-Type': 'application/json', 'Origin': 'http://evil.example' }), 403);
  const foreign = await browser.newPage();
  await foreign.goto('about:blank');
  const send = url => fetch(url, { method: 'POST', mode: 'no-cors', body: '{"do":"play"}' }).catch(() => {});
  await foreign.evaluate(send, `http://127.0.0.1:${port}/do`);
  await foreign.close();
  const before = await stateOf(page);
  await page.keyboard.press('.');
  await until(page, events => globalThis.studio.state.now.events > events, before.now.events);
  assert.equal((await stateOf(page)).now.play.paused, true);
});

test('another port of this machine is sent nothing that lets in', { skip }, async () => {
  const sent = [];
  const other = createServer((incoming, answer) => {
    sent.push(`${incoming.url} ${JSON.stringify(incoming.headers)}`);
    answer.setHeader('Content-Type', 'text/html');
    answer.end('<script>document.title = "there"</script>');
  });
  await new Promise(done => other.listen(0, '127.0.0.1', done));
  const token = new URL(program.url).hash.split('=')[1];
  const elsewhere = await open(browser, program.url);
  await elsewhere.goto(`http://127.0.0.1:${other.address().port}/`);
  await elsewhere.waitForFunction(() => document.title === 'there');
  assert.ok(!(await elsewhere.evaluate(() => JSON.stringify([document.cookie, { ...sessionStorage }, { ...localStorage }]))).includes(token));
  await elsewhere.goBack();
  await elsewhere.waitForFunction(() => globalThis.studio?.state.now, undefined, { timeout: 20000 }); // the tab itself is still let in
  assert.ok(sent.length > 0 && sent.every(text => !/cookie|authorization/i.test(text) && !text.includes(token)), sent.join('; '));
  await elsewhere.close();
  await new Promise(done => other.close(done));
});

test('a page without the token says how to get in', { skip }, async () => {
  const stranger = await browser.newPage();
  await stranger.goto(new URL('/', program.url).href);
  await until(stranger, () => document.getElementById('says').textContent.startsWith('Open the page with the complete URL'));
  await stranger.close();
});

test('a run that was played replays to the same events and to the same picture', { skip }, async () => {
  const before = (await stateOf(page)).now.play.inputs;
  await page.selectOption('#loss', '0.01');
  await page.fill('#rate', '0.8');
  await page.locator('#rate').blur();
  await until(page, inputs => globalThis.studio.state.now.play.inputs === inputs + 2, before);
  const [state, picture] = await toTheEnd(page);
  assert.deepEqual(page.complaints, []);
  await program.stop();
  assert.match(run('replay', game), new RegExp(`eventsSha256 ${state.ended.eventsSha256}, weightsSha256 ${state.ended.weightsSha256}`));

  program = await serve('view', game);
  const again = await open(browser, program.url);
  const [seen] = await toTheEnd(again);
  const times = one => JSON.stringify(one, (key, value) => (['wall', 'comparison'].includes(key) ? 0 : value));
  for (const name of ['ended', 'epochs', 'faults', 'workers', 'stale']) assert.equal(times(seen[name]), times(state[name]), name);
  await again.evaluate(weight => globalThis.studio.lens.ask({ weight, neuron: null }), picture.weight.name);
  const shown = await again.evaluate(() => globalThis.studio.network.picture);
  assert.deepEqual([shown.weight, shown.layers, shown.edges], [picture.weight, picture.layers, picture.edges]);
  await sameAsCommands(again, seen);
});

// What a run that is viewed shows is what the commands say of it.
async function sameAsCommands(again, seen) {
  assert.equal(seen.ended.comparison, 'replays to the same events and weights');
  const lines = readFileSync(join(game, 'metrics.jsonl'), 'utf8').trim().split('\n').map(line => JSON.parse(line));
  assert.equal(seen.epochs.length, lines.length);
  for (const key of ['epoch', 'step', 'cost', 'trainingAccuracy', 'testAccuracy', 'testCorrect', 'testCount'])
    assert.deepEqual(seen.epochs.map(epoch => epoch[key]), lines.map(line => line[key]), key);
  await until(again, () => document.querySelectorAll('#confusion tr').length === 11
    && document.getElementById('accuracy').textContent.endsWith(`step ${globalThis.studio.state.now.step.toLocaleString('en')}`));
  const judged = JSON.parse(run('evaluate', '--run', game, '--json'));
  const cells = await again.evaluate(() => [...document.querySelectorAll('#confusion tr')].slice(1)
    .map(row => [...row.querySelectorAll('td')].map(cell => Number(cell.textContent))));
  assert.deepEqual(cells, judged.confusion);
  const said = JSON.parse(run('explain', '--run', game, '--sample', '1', '--json'));
  const shown = await again.evaluate(() => globalThis.studio.network.picture);
  assert.equal(shown.C, said.C);
  shown.layers.forEach((layer, l) => {
    for (const key of ['z', 'a', 'dCda', 'dCdz']) assert.deepEqual(layer[key], said.layers[l][key], `layer ${l}, ${key}`);
  });
}

async function toTheEnd(one) {
  await one.click('#max');
  await one.click('#play');
  await until(one, () => globalThis.studio.state.ended);
  await until(one, () => globalThis.studio.network.picture.steps === globalThis.studio.state.now.step);
  return [await stateOf(one), await one.evaluate(() => globalThis.studio.network.picture)];
}
