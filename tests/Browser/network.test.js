import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { folder, launch, open, run, serve, skip, stopAll, until } from './program.js';

let browser, program, page;
const trained = join(folder, 'trained');
let confusion;

before(async () => {
  if (skip) return;
  run('train', '--epochs', '2', '--workers', '1', '--quiet', '--out', trained);
  program = await serve('view', trained);
  browser = await launch();
  page = await open(browser, program.url);
});
after(async () => {
  await browser?.close();
  await stopAll();
});

const picture = () => page.evaluate(() => globalThis.studio.network.picture);

test('the numbers of the lens are those of explain', { skip }, async () => {
  await page.evaluate(() => globalThis.studio.lens.ask({ set: 'test', index: 8, weight: 'w2:5,3', neuron: 'a2:5', minibatch: false }));
  const shown = await picture();
  const said = JSON.parse(run('explain', '--run', trained, '--sample', '8', '--weight', 'w2:5,3', '--json'));
  assert.equal(shown.C, said.C);
  // The lens leaves out whole matrices and long lists; what it has is what the command prints.
  assert.equal(shown.layers.length, said.layers.length);
  said.layers.forEach(({ w, dCdw, ...layer }, l) => assert.deepEqual(shown.layers[l], layer, `layer ${l}`));
  for (const key of Object.keys(said.weight)) assert.equal(shown.weight[key], said.weight[key], key);
  const { incoming, ...neuron } = said.neuron;
  for (const key of Object.keys(neuron)) assert.equal(shown.neuron[key], neuron[key], key);
  for (const one of shown.neuron.incoming) assert.deepEqual(one, incoming.find(other => other.from === one.from));
  for (const [layer, to, from, w, g] of shown.edges) {
    assert.equal(w, said.layers[layer].w[to][from]);
    assert.equal(g, said.layers[layer].dCdw[to][from]);
  }
  const boxes = await page.locator('#chain .box span').allTextContents();
  const { dCdw, a, slope, dCda } = said.weight;
  assert.deepEqual(boxes.map(text => Number(text.replaceAll('−', '-'))), [dCdw, a, slope, dCda].map(value => Number(value.toPrecision(5))));
});

test('the wishes of the next minibatch and their mean are those of explain', { skip }, async () => {
  await page.evaluate(() => globalThis.studio.lens.ask({ index: 8, weight: 'w2:5,3', minibatch: true }));
  const shown = await picture();
  const said = JSON.parse(run('explain', '--run', trained, '--sample', '8', '--weight', 'w2:5,3', '--minibatch', '10', '--json')).minibatch;
  assert.deepEqual(shown.minibatch.watched, [said.watched.find(one => one.name === 'w2:5,3')]);
  assert.deepEqual([shown.minibatch.samples, shown.minibatch.indices, shown.minibatch.C], [10, said.indices, said.C]);
  await page.evaluate(() => globalThis.studio.lens.ask({ minibatch: false }));
});

test('a bias has a chain of its own, with 1 in the place of the activation', { skip }, async () => {
  await page.fill('#weight', 'b2:5');
  await page.press('#weight', 'Enter');
  await until(page, () => globalThis.studio.network.picture.weight.name === 'b2:5' && globalThis.studio.network.picture.neuron.name === 'a2:5');
  const { layers, weight } = JSON.parse(run('explain', '--run', trained, '--sample', '8', '--weight', 'w2:5,3', '--json'));
  const { dCdb } = layers[2];
  assert.deepEqual(await page.locator('#chain .box b').allTextContents(), ['∂C/∂b', '∂z/∂b', 'σ′(z)', '∂C/∂a']);
  const boxes = await page.locator('#chain .box span').allTextContents();
  assert.deepEqual(boxes.map(text => Number(text.replaceAll('−', '-'))),
    [dCdb[5], 1, weight.slope, weight.dCda].map(value => Number(value.toPrecision(5))));
});

test('a neuron that is typed takes the weight along, and an empty field the strongest', { skip }, async () => {
  await page.fill('#neuron', 'a1:16');
  await page.press('#neuron', 'Enter');
  await until(page, () => globalThis.studio.network.picture.neuron.name === 'a1:16');
  const { weight, edges } = await picture();
  assert.deepEqual([weight.layer, weight.index], [1, 16]);
  assert.equal(await page.inputValue('#weight'), weight.name);
  await page.fill('#neuron', '');
  await page.press('#neuron', 'Enter');
  await page.locator('#neuron').blur();
  const strongest = JSON.parse(run('explain', '--run', trained, '--sample', '8', '--json')).weight.name;
  await until(page, name => globalThis.studio.network.picture.weight.name === name, strongest);
  assert.ok(edges.length > 0);
});

test('of a minibatch only means are shown, and of the digit what is called the digit’s', { skip }, async () => {
  await page.evaluate(() => globalThis.studio.lens.ask({ index: 8, weight: 'w2:5,3', minibatch: true }));
  const said = JSON.parse(run('explain', '--run', trained, '--sample', '8', '--weight', 'w2:5,3', '--minibatch', '10', '--json'));
  const { minibatch, layers } = await picture();
  assert.deepEqual(layers.map(layer => layer.dCdz), said.layers.map(layer => layer.dCdz), 'expected the digit’s own');
  const [digit, mean] = [said.C, said.minibatch.C].map(value => Number(value.toPrecision(4)));
  assert.equal((await page.textContent('#formula')).split('Then ')[1],
    `C = Σ (a − y)² = ${digit} for this digit; its mean over 10 samples is ${mean}`);
  const told = [];
  for (let i = 0; i < 4; i++) {
    await page.click('#forth');
    told.push((await page.textContent('#formula')).split(/[:,] for /)[0]);
  }
  const [biases, weights] = ['∂C/∂b = ∂C/∂z, its mean over 10 samples', '∂C/∂w = a · ∂C/∂z, its mean over 10 samples'];
  assert.deepEqual(told, [biases, weights, biases, weights]);
  assert.match(await page.textContent('#wishes'), /^Neuron a2:5, for this digit alone: /);
  assert.deepEqual(await page.locator('#chain > p.faint').allTextContents(), ['This digit:', 'The next minibatch, 10 samples:']);
  for (let i = 0; i < 4; i++) await page.click('#back');
  await page.evaluate(() => globalThis.studio.lens.ask({ minibatch: false }));
  assert.equal(minibatch.samples, 10);
});

test('the way back goes layer by layer, with the formula beside it', { skip }, async () => {
  const told = [];
  for (let i = 0; i < 7; i++) {
    told.push((await page.textContent('#formula')).split(':')[0].split(' for ')[0].split(' over ')[0]);
    await page.keyboard.press('b');
  }
  assert.deepEqual(told, [
    'forward', '∂C/∂a = 2 (a − y)', '∂C/∂z = ∂C/∂a · σ′(z)', '∂C/∂w = a · ∂C/∂z',
    '∂C/∂a = Σ w · ∂C/∂z', '∂C/∂z = ∂C/∂a · σ′(z)',
    '∂C/∂w = a · ∂C/∂z',
  ]);
  for (let i = 0; i < 7; i++) await page.click('#back');
});

test('accuracy, cost and confusion are those of evaluate', { skip }, async () => {
  await until(page, () => document.querySelectorAll('#confusion tr').length === 11);
  const said = JSON.parse(run('evaluate', '--run', trained, '--worst', '24', '--json'));
  ({ confusion } = said);
  const percent = Number((100 * said.accuracy).toPrecision(4));
  assert.equal(await page.textContent('#accuracy'), `${said.correct.toLocaleString('en')} of 10,000 test images right (${percent} %), `
    + `mean cost ${Number(said.cost.toPrecision(4))}, after step 10,000`);
  const cells = await page.evaluate(() => [...document.querySelectorAll('#confusion tr')].slice(1)
    .map(row => [...row.querySelectorAll('td')].map(cell => Number(cell.textContent))));
  assert.deepEqual(cells, said.confusion);
  const labels = await page.evaluate(() => [...document.querySelectorAll('#digits button')].map(button => button.getAttribute('aria-label')));
  assert.deepEqual(labels, said.worst.map(one => `${one.truth} as ${one.answer}, test image ${one.index}`));
});

test('a cell of the confusion opens its digits, and a digit goes through the network', { skip }, async () => {
  const [truth, answer] = [4, 9];
  await page.click(`#confusion button[aria-label$=" digits ${truth} classified as ${answer}"]`);
  await until(page, () => document.getElementById('digits-title').textContent !== 'Worst mistakes');
  assert.equal(await page.textContent('#digits-title'), `${confusion[truth][answer]} × ${truth} classified as ${answer}`);
  assert.equal(await page.locator('#digits button').count(), Math.min(48, confusion[truth][answer]));
  await page.locator('#digits button').first().click();
  await until(page, () => globalThis.studio.network.picture.image.label === 4 && globalThis.studio.network.picture.answer === 9);
});

test('the epochs are those of metrics.jsonl', { skip }, async () => {
  const lines = readFileSync(join(trained, 'metrics.jsonl'), 'utf8').trim().split('\n').map(line => JSON.parse(line));
  const epochs = await page.evaluate(() => globalThis.studio.state.epochs);
  assert.equal(epochs.length, 2);
  lines.forEach((line, i) => {
    for (const key of ['epoch', 'step', 'cost', 'trainingAccuracy', 'testAccuracy', 'testCorrect', 'testCount'])
      assert.equal(epochs[i][key], line[key], key);
  });
  await page.locator('#curves summary').click();
  assert.match(await page.textContent('#epochs'), new RegExp(`${lines[1].testCorrect.toLocaleString('en')} / 10,000`));
});

test('a digit that is drawn is classified as predict does it, and explained', { skip }, async () => {
  await page.locator('#pad').evaluate(pad => pad.scrollIntoView({ block: 'center' }));
  const box = await page.locator('#pad').boundingBox();
  const at = (x, y) => [box.x + box.width * x, box.y + box.height * y];
  await page.mouse.move(...at(0.55, 0.2));
  await page.mouse.down();
  await page.mouse.move(...at(0.45, 0.8), { steps: 12 });
  await page.mouse.up();
  await until(page, () => document.querySelector('#answer .best'));
  assert.equal(await page.locator('#answer .best').first().textContent(), '1');
  const png = await page.evaluate(() => document.getElementById('prepared').toDataURL('image/png').split(',')[1]);
  writeFileSync(join(folder, 'drawn.png'), Buffer.from(png, 'base64'));
  const said = JSON.parse(run('predict', join(folder, 'drawn.png'), '--run', trained, '--json'));
  assert.equal(said.answer, 1);
  const values = await page.evaluate(() => [...document.querySelectorAll('#answer span:nth-child(3n)')]
    .map(span => Number(span.textContent.replaceAll('−', '-'))));
  assert.deepEqual(values, said.activations.map(value => Number(value.toPrecision(3))));
  await page.click('#explain-drawn');
  await until(page, () => globalThis.studio.network.picture.sample === 'the digit you drew');
  assert.deepEqual((await picture()).outputs.map(value => Math.fround(value)), said.activations.map(value => Math.fround(value)));
});

test('where a finished run is shown a level is begun', { skip }, async () => {
  await page.click('button[aria-label="Start One straggler"]');
  await until(page, () => globalThis.studio.state.run.title === 'One straggler' && globalThis.studio.state.now?.play?.paused);
  await until(page, () => globalThis.studio.network.picture.steps === 0 && !document.body.classList.contains('alone'));
  assert.equal((await picture()).image.label, 2);
});

test('the page complains of nothing', { skip }, () => assert.deepEqual(page.complaints, []));
