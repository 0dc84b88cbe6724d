#!/usr/bin/env node
/**
 * Starts a stock Firefox (`FIREFOX_PATH`) for Playwright and stands between the two on their WebDriver BiDi connection, for two things
 * that do not fit. Playwright asks for `emulation.setMediaFeaturesOverride`, which Firefox ESR does not know; it is answered here. And
 * Playwright fills a field by assigning its value in the page's own world, where React overlooks it; the assignment goes by the prototype.
 */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { WebSocket, WebSocketServer } from 'ws';

const LISTENING = /WebDriver BiDi listening on (ws:\/\/\S+)/;
const UNKNOWN = 'emulation.setMediaFeaturesOverride';
const ASSIGNMENT = 'inputElement.value = value;';
const BY_PROTOTYPE =
  "Object.getOwnPropertyDescriptor(Object.getPrototypeOf(inputElement), 'value').set.call(inputElement, value);";

const firefox = spawn(process.env.FIREFOX_PATH, process.argv.slice(2), { stdio: ['ignore', 'inherit', 'pipe'] });
firefox.on('exit', (code) => process.exit(code ?? 1));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => firefox.kill(signal));
createInterface({ input: firefox.stderr }).on('line', (line) => {
  const address = LISTENING.exec(line)?.[1];
  if (address) stand(address);
  else console.error(line);
});

/** Opens the port that Playwright connects to. */
function stand(address) {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
  server.on('connection', (client, request) => connect(client, address + request.url));
  server.on('listening', () => console.error(`WebDriver BiDi listening on ws://127.0.0.1:${server.address().port}`));
}

function connect(client, address) {
  const browser = new WebSocket(address, { perMessageDeflate: false, maxPayload: 2 ** 30 });
  const waiting = [];
  browser.on('open', () => waiting.splice(0).forEach((message) => browser.send(message)));
  browser.on('message', (data) => client.send(data.toString()));
  browser.on('close', () => client.close());
  browser.on('error', () => client.close());
  client.on('close', () => browser.close());
  client.on('message', (data) => {
    const message = data.toString();
    if (message.includes(UNKNOWN)) {
      const { id, method } = JSON.parse(message);
      if (method === UNKNOWN) return client.send(JSON.stringify({ type: 'success', id, result: {} }));
    }
    const sent = message.replaceAll(ASSIGNMENT, BY_PROTOTYPE);
    if (browser.readyState === WebSocket.OPEN) browser.send(sent);
    else waiting.push(sent);
  });
}
