// Draws what has changed, at most once per frame.

import { byId, drawing, onTheme, reduced, whole } from './paint.js';
import { listen, lookedAt, onChange, state } from './state.js';
import * as cluster from './cluster.js';
import * as controls from './controls.js';
import * as digits from './digits.js';
import * as lens from './lens.js';
import * as levels from './levels.js';
import * as network from './network.js';
import * as plots from './plots.js';
import * as timeline from './timeline.js';

performance.mark('scripts run');
globalThis.studio = { state, drawing, network, lens, cluster, lookedAt };

let isDirty = true, slowAt = 0, hasPlots = false;
const first = lens.ask().then(() => requestAnimationFrame(() => performance.mark('first picture')));

onChange(names => {
  isDirty = true;
  if (names.has('another')) {
    digits.forget();
    cluster.select(cluster.selected);
    lens.ask({ weight: null, neuron: null, index: 1, pixels: null });
  }
  if (names.has('run')) {
    controls.begin();
    levels.begin();
  }
  if (names.has('run') && !hasPlots) {
    hasPlots = true;
    // The network first, then what is below it.
    first.then(() => setTimeout(() => {
      plots.build();
      digits.weigh(true);
      levels.list();
    }));
  }
  if (names.has('epochs')) plots.epochs();
});

function frame(time) {
  requestAnimationFrame(frame);
  const moves = state.now?.play && !state.now.play.paused && !reduced.matches;
  if (!isDirty && !moves) return;
  cluster.draw();
  timeline.draw();
  if (isDirty && time - slowAt > 120) {
    [isDirty, slowAt] = [false, time];
    cluster.legend();
    controls.update();
    controls.facts();
    plots.update();
    timeline.table();
    timeline.notes();
    stale();
    levels.judge();
    lens.follow();
  }
}

function stale() {
  const { counts, more } = state.stale, last = counts.length - 1;
  digits.bars(byId('stale'), counts, 0, i => (i === 0 ? 'none' : i === last && more ? `${i} or more` : i === 1 ? '1 step' : `${i} steps`), whole);
}

setInterval(() => {
  lens.follow();
  if (state.run && network.picture) digits.judge();
  if (network.picture && weighed !== state.now?.step) {
    weighed = state.now?.step;
    digits.weigh();
  }
}, 500);
let weighed = 0;

for (const details of document.querySelectorAll('details')) details.addEventListener('toggle', () => { isDirty = true; });
addEventListener('resize', () => {
  isDirty = true;
  network.draw();
});
onTheme(() => {
  isDirty = true;
  network.draw();
  plots.build();
});

listen(why => controls.say(why, Boolean(why)));
requestAnimationFrame(frame);
