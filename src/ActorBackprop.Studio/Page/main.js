// Puts it together: what changed is drawn, once a frame.

import { byId, drawing, onTheme, reduced, whole } from './paint.js';
import { listen, onChange, state } from './state.js';
import * as cluster from './cluster.js';
import * as controls from './controls.js';
import * as digits from './digits.js';
import * as lens from './lens.js';
import * as levels from './levels.js';
import * as network from './network.js';
import * as plots from './plots.js';
import * as timeline from './timeline.js';

history.replaceState(null, '', '/'); // the token has done its part
globalThis.studio = { state, drawing, network, lens, cluster };

let isDirty = true, slowAt = 0;

onChange(names => {
  isDirty = true;
  if (names.has('run') && !network.picture) {
    plots.build();
    lens.ask().then(() => {
      digits.weigh(true);
      levels.list();
    });
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
  const last = state.stale.length - 1;
  digits.bars(byId('stale'), state.stale, 0, i => (i === 0 ? 'none' : i === 1 ? '1 step' : `${i}${i === last ? ' or more' : ''} steps`), whole);
}

setInterval(() => {
  lens.follow();
  if (state.run) digits.judge();
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

listen(isLost => controls.say(isLost ? 'The program does not answer; it may have ended.' : '', isLost));
requestAnimationFrame(frame);
