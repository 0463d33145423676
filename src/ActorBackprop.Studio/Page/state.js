// The state of the session: sections that are replaced, and lists that grow. One stream comes in, commands go out. `state` is what the
// page draws: the session now, or at an earlier moment.

import { request } from './session.js';

const nothing = () => ({
  run: null, now: null, workers: { states: '', progress: '' }, packets: [], table: null, epochs: [], stale: { counts: [], more: false }, faults: {},
  ended: null, moments: [], again: null, curve: [], steps: [], spans: [], cuts: [], notes: [],
});

export const state = nothing();

const Most = { steps: 256, spans: 4096, cuts: 256, notes: 200 };
const RetryMilliseconds = 1000;
const NoAnswer = 'The program does not answer; it may have ended.';
const listeners = [];
let frame = { at: 0, t: 0 };
let live = null; // the current state, while the page draws an earlier moment
let turn = null; // of the moment that the page draws; null for now
let asked = 0; // moments requested so far; only the answer to the last request counts

// Adds a listener for the names of changed sections, with 'another' when another run is shown.
export const onChange = listener => listeners.push(listener);

const tellAll = (...names) => {
  for (const listener of listeners) listener(new Set(names));
};

// The turn of the earlier moment that is shown; null for now.
export const lookedAt = () => turn;

// The virtual time now, extrapolated a little between two frames.
export function clock() {
  const { now } = state;
  if (!now) return 0;
  if (!now.play || now.play.paused || now.play.unbounded) return now.t;
  return frame.t + Math.min(0.12, (performance.now() - frame.at) / 1000) * now.rate;
}

// Shows an earlier moment.
export async function lookBack(to) {
  const mine = ++asked;
  const moment = await ask(`moment?turn=${to}`);
  if (!moment || mine !== asked) return;
  live ??= { ...state };
  const until = moment.now.t;
  const before = (list, at) => list.filter(one => at(one) <= until);
  Object.assign(state, moment, {
    now: { ...moment.now, play: live.now.play && { ...live.now.play, paused: true } }, ended: null, curve: before(live.curve, point => point[1]),
    cuts: before(live.cuts, cut => cut[1]), notes: before(live.notes, note => note.at),
  });
  ({ turn } = moment);
  tellAll(...Object.keys(state));
}

// Shows the current state again.
export function lookAhead() {
  asked++;
  if (!live) return;
  Object.assign(state, live);
  [live, turn] = [null, null];
  tellAll(...Object.keys(state));
}

function take(news) {
  const isOther = Boolean(news.run && state.run && news.run.directory !== state.run.directory);
  if (isOther) {
    asked++;
    [live, turn] = [null, null];
    Object.assign(state, nothing());
  }
  const to = live ?? state;
  for (const [name, value] of Object.entries(news)) {
    if (name === 'curve') to.curve = [...to.curve.slice(0, value.from), ...value.points];
    else if (Most[name]) to[name] = [...to[name], ...value].slice(-Most[name]);
    else to[name] = value;
  }
  if (live) return;
  if (news.now) frame = { at: performance.now(), t: news.now.t };
  tellAll(...Object.keys(news), ...(isOther ? ['another'] : []));
}

// Reads the stream, reconnecting until access is refused. Calls tellWhy with '' while it works, otherwise with the reason.
export async function listen(tellWhy) {
  for (let isLetIn = true; isLetIn;) {
    let why = NoAnswer;
    try {
      const answer = await request('frames');
      isLetIn = answer.status !== 401;
      if (answer.ok) {
        Object.assign(live ?? state, { curve: [], steps: [], spans: [], cuts: [], notes: [] });
        tellWhy('');
        await eachLine(answer.body, line => take(JSON.parse(line)));
      } else ({ why } = await answer.json());
    } catch {
      // The connection ended; the next one starts with a complete frame.
    }
    tellWhy(why);
    if (isLetIn) await new Promise(done => setTimeout(done, RetryMilliseconds));
  }
}

async function eachLine(body, handle) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (let { done, value } = await reader.read(); !done; { done, value } = await reader.read()) {
    const lines = (rest + value).split('\n');
    rest = lines.pop();
    for (const line of lines) if (line) handle(line);
  }
}

// Returns the answer to a GET request; null where there is none.
export async function ask(path) {
  const answer = await request(path).catch(() => null);
  const found = answer?.ok ? await answer.json() : null;
  return found?.why ? null : found;
}

// Like ask, for the moment that the page draws.
export const askOf = path => ask(turn === null ? path : `${path}${path.includes('?') ? '&' : '?'}at=${turn}`);

// Posts JSON; returns the answer with its HTTP status, 0 where the program does not answer.
export async function tell(path, what) {
  try {
    const answer = await request(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(what) });
    return { ...await answer.json(), status: answer.status };
  } catch {
    return { why: NoAnswer, status: 0 };
  }
}
