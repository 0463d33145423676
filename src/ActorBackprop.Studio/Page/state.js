// What is known of the stage: sections that replace themselves, trails that grow. One stream in, commands out.

export const state = {
  run: null, now: null, workers: { states: '', progress: '' }, packets: [], table: null, epochs: [], stale: [], faults: {}, ended: null,
  curve: [], steps: [], spans: [], cuts: [], notes: [],
};

const Most = { steps: 256, spans: 4096, cuts: 256, notes: 200 };
const listeners = [];
let frame = { at: 0, t: 0 };

// Told the names of the sections that changed.
export const onChange = listener => listeners.push(listener);

// The world's time as it is by now: between two frames it goes on, a little.
export function clock() {
  const { now } = state;
  if (!now) return 0;
  if (!now.play || now.play.paused || now.play.unbounded) return now.t;
  return frame.t + Math.min(0.12, (performance.now() - frame.at) / 1000) * now.rate;
}

function take(news) {
  for (const [name, value] of Object.entries(news)) {
    if (name === 'curve') state.curve = [...state.curve.slice(0, value.from), ...value.points];
    else if (Most[name]) state[name] = [...state[name], ...value].slice(-Most[name]);
    else state[name] = value;
  }
  if (news.now) frame = { at: performance.now(), t: news.now.t };
  const names = new Set(Object.keys(news));
  for (const listener of listeners) listener(names);
}

export function listen(onLost) {
  const stream = new EventSource('frames');
  stream.onopen = () => {
    Object.assign(state, { curve: [], steps: [], spans: [], cuts: [], notes: [] });
    onLost(false);
  };
  stream.onmessage = message => take(JSON.parse(message.data));
  stream.onerror = () => onLost(true);
}

export async function ask(path) {
  const answer = await fetch(path);
  return answer.ok ? answer.json() : null;
}

export async function tell(path, what) {
  const answer = await fetch(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(what) });
  return answer.json();
}
