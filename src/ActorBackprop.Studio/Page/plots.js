// Cost and accuracy over steps, virtual time or wall-clock time; and the epochs as a table.

import { byId, colour, number, seconds, whole } from './paint.js';
import { state } from './state.js';
import { row } from './timeline.js';

const axis = byId('axis');
let plots = [];

const room = (least, most) => [least - 0.04 * (most - least || 1), most + 0.04 * (most - least || 1)];

const options = (title, tone, width, value, empty) => ({
  width, height: 128, legend: { live: false }, cursor: { y: false },
  scales: {
    x: { time: false, range: (_, least, most) => (least == null ? [0, 10] : [least, Math.max(most, least + 1e-9)]) },
    y: { range: (_, least, most) => (least == null ? empty : room(least, most)) },
  },
  axes: [
    { stroke: colour('faint'), grid: { stroke: colour('line'), width: 1 }, ticks: { show: false }, size: 24, font: '11px system-ui' },
    { stroke: colour('faint'), grid: { stroke: colour('line'), width: 1 }, ticks: { show: false }, size: 46, font: '11px system-ui',
      values: (_, marks) => marks.map(value) },
  ],
  series: [
    { label: axis.options[axis.selectedIndex].text, value: (_, x) => (x == null ? '–' : axis.value === '0' ? whole(x) : seconds(x)) },
    { label: title, stroke: colour(tone), width: 2, value: (_, y) => (y == null ? '–' : value(y)),
      points: { show: (u, i) => u.data[i].length < 40, size: 5 } },
  ],
});

const percent = value => `${number(100 * value, 4)} %`;

export function build() {
  for (const plot of plots) plot.destroy();
  const home = byId('plots');
  home.replaceChildren();
  const width = home.clientWidth || 300;
  plots = [
    new uPlot(options('cost', 'minus', width, value => number(value, 3), [0, 3]), [[], []], home),
    new uPlot(options('test accuracy', 'plus', width, percent, [0, 1]), [[], []], home),
  ];
  update();
}

export function update() {
  if (!plots.length) return;
  const at = Number(axis.value);
  plots[0].setData([state.curve.map(point => point[at]), state.curve.map(point => Number(point[3]))]);
  const key = ['step', 'world', 'wall'][at];
  plots[1].setData([state.epochs.map(epoch => epoch[key]), state.epochs.map(epoch => epoch.testAccuracy)]);
}

export function epochs() {
  byId('epochs').replaceChildren(row('th', ['Epoch', 'Step', 'Virtual', 'Cost', 'Training', 'Test']), ...state.epochs.map(epoch => row('td', [
    epoch.epoch, whole(epoch.step), seconds(epoch.world), number(epoch.cost), percent(epoch.trainingAccuracy),
    `${whole(epoch.testCorrect)} / ${whole(epoch.testCount)}`,
  ])));
}

axis.addEventListener('change', build);
addEventListener('resize', () => plots.forEach(plot => plot.setSize({ width: byId('plots').clientWidth, height: 128 })));
