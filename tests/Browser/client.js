// A client without a browser: it opens the page, may listen to the stream, and commands.

import { connect } from 'node:net';
import { request } from 'node:http';

const send = (port, method, path, headers, body) => new Promise((done, failed) => {
  const sent = request({ host: '127.0.0.1', port, method, path, headers }, answer => {
    answer.resume();
    answer.on('end', () => done(answer));
  });
  sent.on('error', failed);
  sent.end(body);
});

// 'none' asks for no stream, 'reads' reads it and throws it away, 'never' asks for it and reads none of it.
export async function visit(program, kind) {
  const { port, hash } = new URL(program.url);
  const Authorization = `Bearer ${hash.split('=')[1]}`;
  let bytes = 0, socket = null;
  if (kind !== 'none') {
    const asked = `GET /frames HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: ${Authorization}\r\n\r\n`;
    socket = connect(port, '127.0.0.1', () => socket.write(asked));
    if (kind === 'reads') socket.on('data', data => { bytes += data.length; });
    socket.on('error', () => {});
  }
  return {
    bytes: () => bytes,
    act: command => send(port, 'POST', '/do', { 'Content-Type': 'application/json', 'Origin': `http://127.0.0.1:${port}`, Authorization },
      JSON.stringify({ do: command })),
    leave: () => socket?.destroy(),
  };
}
