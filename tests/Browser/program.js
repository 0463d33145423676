// The built program and a browser, for the tests: what they start, they end.

import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const built = fileURLToPath(new URL('../../artifacts/bin/ActorBackprop.Cli/release/actorbackprop.dll', import.meta.url));
const dotnet = process.env.DOTNET_HOST_PATH ?? 'dotnet';
const executablePath = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
  .find(path => path && existsSync(path));

// Why the tests cannot run here; false where they can.
export const skip = !executablePath ? 'no Chromium is installed here' : !existsSync(built) ? `the program is not built: ${built}` : false;

export const folder = mkdtempSync(join(tmpdir(), 'studio-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

// Runs a command to its end.
export const run = (...args) => execFileSync(dotnet, [built, ...args], { cwd: folder, encoding: 'utf8' });

const running = new Map();

// Starts a command that serves the page.
export async function serve(...args) {
  const child = spawn(dotnet, [built, ...args], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise(done => child.on('exit', done));
  running.set(child, ended);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', text => { output += text; });
  // Waits for what it says.
  const says = pattern => new Promise((found, lost) => {
    const look = () => {
      const match = output.match(pattern);
      if (match) found(match[0]);
    };
    for (const stream of [child.stdout, child.stderr]) stream.on('data', look);
    ended.then(code => lost(new Error(`${args.join(' ')} ended with ${code}: ${output}`)));
    look();
  });
  return { url: await says(/http:\S+/), pid: child.pid, says, stop: () => stop(child, ended) };
}

// Ends one, or all that a test that failed has left.
async function stop(child, ended) {
  child.kill('SIGINT');
  await ended;
  running.delete(child);
}

export const stopAll = () => Promise.all([...running].map(([child, ended]) => stop(child, ended)));

export const launch = () => chromium.launch({
  executablePath,
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update',
    '--disable-sync'],
});

// Opens the page and waits for the first picture and the first frame, which come in either order. Whatever the page complains of fails the test.
export async function open(browser, url, options = {}) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, colorScheme: 'dark', ...options });
  page.complaints = [];
  page.on('pageerror', error => page.complaints.push(error.message));
  page.on('console', message => message.type() === 'error' && page.complaints.push(message.text()));
  await page.goto(url);
  await page.waitForFunction(() => globalThis.studio?.network.picture && globalThis.studio.state.now);
  return page;
}

export const stateOf = page => page.evaluate(() => globalThis.studio.state);

// Waits until the newest frame fits.
export async function until(page, what, argument) {
  await page.waitForFunction(what, argument, { timeout: 20000 }).catch(() => {
    throw new Error(`not within 20 s: ${what}, with ${argument}`);
  });
}
