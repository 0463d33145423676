// Helpers for all pictures: colours from the style sheet, sharp canvases, formatted numbers.

const style = getComputedStyle(document.documentElement);
const dark = matchMedia('(prefers-color-scheme: dark)');
export const reduced = matchMedia('(prefers-reduced-motion: reduce)');
let colours = {};

export const colour = name => colours[name] ??= style.getPropertyValue(`--${name}`).trim();
export const onTheme = then => dark.addEventListener('change', () => { colours = {}; then(); });

// Clears a canvas; returns its context in CSS pixels, and its size.
export function begin(canvas) {
  const { clientWidth: width, clientHeight: height } = canvas;
  const ratio = Math.min(devicePixelRatio || 1, 2);
  const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== w || canvas.height !== h) Object.assign(canvas, { width: w, height: h });
  const g = canvas.getContext('2d');
  g.setTransform(ratio, 0, 0, ratio, 0, 0);
  g.clearRect(0, 0, width, height);
  return { g, width, height };
}

export const element = (tag, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
};

export const byId = id => document.getElementById(id);

export const bytesOf = base64 => Uint8Array.from(atob(base64), letter => letter.charCodeAt(0));

// Formats a number with some significant digits and a real minus sign.
export function number(value, digits = 4) {
  if (typeof value !== 'number') return String(value ?? '–');
  if (value === 0) return '0';
  const size = Math.abs(value);
  const text = size >= 1e-4 && size < 1e6 ? String(Number(value.toPrecision(digits))) : value.toExponential(digits - 1);
  return text.replaceAll('-', '−');
}

export const whole = value => Math.round(value).toLocaleString('en');

export function seconds(value) {
  const size = Math.abs(value);
  if (size >= 1 || size === 0) return `${number(value, 4)} s`;
  return size >= 1e-3 ? `${number(value * 1e3, 4)} ms` : `${number(value * 1e6, 4)} µs`;
}

export function bytes(value) {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) [value, unit] = [value / 1000, unit + 1];
  return `${number(value, 3)} ${units[unit]}`;
}

// Draws a grey image, 0 black and 255 white in every theme, like the data set.
export function drawDigit(canvas, pixels, columns) {
  const rows = pixels.length / columns;
  Object.assign(canvas, { width: columns, height: rows });
  const g = canvas.getContext('2d');
  const image = g.createImageData(columns, rows);
  pixels.forEach((value, i) => image.data.set([value, value, value, 255], 4 * i));
  g.putImageData(image, 0, 0);
  return canvas;
}

// Draws signed numbers: blue above 0, orange below, the background colour at 0.
export function drawSigned(canvas, base64, columns) {
  const values = new Int8Array(bytesOf(base64).buffer);
  const rows = values.length / columns;
  Object.assign(canvas, { width: columns, height: rows });
  const g = canvas.getContext('2d');
  const image = g.createImageData(columns, rows);
  const [zero, plus, minus] = [rgb(colour('panel')), rgb(colour('plus')), rgb(colour('minus'))];
  values.forEach((value, i) => image.data.set([...mix(zero, value < 0 ? minus : plus, Math.abs(value) / 127), 255], 4 * i));
  g.putImageData(image, 0, 0);
  return canvas;
}

export const rgb = hex => [1, 3, 5].map(at => parseInt(hex.slice(at, at + 2), 16));

export const mix = (from, to, share) => from.map((value, i) => Math.round(value + (to[i] - value) * Math.min(1, Math.max(0, share))));

export const css = (triple, alpha = 1) => `rgb(${triple.join(' ')} / ${alpha})`;

// The drawing times of the last frames; the browser tests read them.
export const drawing = { times: {} };

export function timed(name, draw) {
  const began = performance.now();
  draw();
  const times = drawing.times[name] ??= [];
  times.push(performance.now() - began);
  if (times.length > 600) times.shift();
}
