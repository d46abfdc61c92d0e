// Starts the real binaries on loopback and stops them, whatever a test does.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';

const here = path.dirname(new URL(import.meta.url).pathname);
export const sourceDir = path.resolve(here, '../../..');
export const binDir = process.env.E2E_BIN_DIR ?? path.join(sourceDir, 'build/release/bin');

// Below the ports of outgoing connections (net.ipv4.ip_local_port_range), one of which could take a port before the service it
// is meant for listens.
const firstPort = 15000;
const portCount = 17000;
let nextPort = process.pid * 64;

export async function freePort() {
  for (;;) {
    const port = firstPort + (nextPort++ % portCount);
    const server = net.createServer();
    const listening = new Promise((resolve) => {
      server.once('listening', () => resolve(true));
      server.once('error', () => resolve(false));
    });
    server.listen(port, '127.0.0.1');
    if (!(await listening)) continue;
    server.close();
    await once(server, 'close');
    return port;
  }
}

export function temporaryDirectory(prefix = 'sheetgate-e2e-') {
  return fs.mkdtempSync(path.join(os.tmpdir(), prefix));
}

// GET over HTTP/1.1: {status, body}; status 0 when nobody listens.
export function httpGet(url) {
  return new Promise((resolve) => {
    const request = http.get(url, { agent: false }, (response) => {
      let body = '';
      response.on('data', (chunk) => (body += chunk));
      response.on('end', () => resolve({ status: response.statusCode, body }));
      response.on('error', () => resolve({ status: 0, body: '' }));
    });
    request.on('error', () => resolve({ status: 0, body: '' }));
  });
}

// Resolves when `condition` (async) is true; rejects after `limitMs`. For the state of other processes, which nothing announces.
export async function until(condition, what, limitMs = 30000) {
  const end = Date.now() + limitMs;
  for (;;) {
    if (await condition()) return;
    if (Date.now() > end) throw new Error(`gave up waiting for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

// One running binary. Its stderr is kept for failure messages.
export class Process {
  constructor(name, flags, { env = {}, stdio = ['ignore', 'ignore', 'pipe'] } = {}) {
    this.name = name;
    this.log = '';
    this.child = spawn(path.join(binDir, name), flags, { stdio, env: { ...process.env, ...env } });
    this.exited = new Promise((resolve) => this.child.once('exit', (code, signal) => resolve({ code, signal })));
    this.child.stderr?.on('data', (chunk) => {
      this.log = (this.log + chunk).slice(-200000);
    });
  }

  get pid() {
    return this.child.pid;
  }

  get running() {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  kill(signal) {
    if (this.running) this.child.kill(signal);
    return this.exited;
  }

  // Stops every thread; the signal alone leaves them some more time. `thaw` lets them go on.
  async freeze() {
    this.child.kill('SIGSTOP');
    const tasks = `/proc/${this.pid}/task`;
    const stopped = (task) => fs.readFileSync(`${tasks}/${task}/stat`, 'utf8').split(') ')[1].startsWith('T');
    await until(() => fs.readdirSync(tasks).every(stopped), `${this.name} to stand still`);
  }

  thaw() {
    this.child.kill('SIGCONT');
  }

  // Log lines as objects.
  logLines() {
    return this.log
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .flatMap((line) => {
        try {
          return [JSON.parse(line)];
        } catch {
          return []; // the oldest line may be cut
        }
      });
  }
}

async function ready(process_, adminPort) {
  let answer = { status: 0, body: '' };
  try {
    await until(async () => {
      if (!process_.running) throw new Error('it ended');
      answer = await httpGet(`http://127.0.0.1:${adminPort}/readyz`);
      return answer.status === 200;
    }, 'its readiness');
  } catch (error) {
    throw new Error(`${process_.name} does not start: ${error.message}; /readyz: ${answer.status} ${answer.body}\n${process_.log}`);
  }
}

// The three services over one workspace.
export class Stack {
  static async start({ workspace, workbookFlags = [], recalcFlags = [], gatewayFlags = [], env = {} } = {}) {
    const stack = new Stack();
    stack.workspace = workspace ?? temporaryDirectory();
    stack.ports = {};
    for (const name of ['http', 'workbook', 'recalc', 'gatewayAdmin', 'workbookAdmin', 'recalcAdmin']) {
      stack.ports[name] = await freePort();
    }
    stack.flags = { workbookFlags, recalcFlags, gatewayFlags };
    stack.env = env;
    try {
      stack.startWorkbook();
      stack.startRecalc();
      stack.startGateway();
      await stack.ready();
    } catch (error) {
      await stack.stop();
      throw error;
    }
    return stack;
  }

  startWorkbook() {
    this.workbook = new Process('sheetgate-workbook', [
      `--workbook_address=127.0.0.1:${this.ports.workbook}`,
      `--admin_address=127.0.0.1:${this.ports.workbookAdmin}`,
      `--workspace=${this.workspace}`,
      ...this.flags.workbookFlags,
    ], { env: this.env });
  }

  startRecalc() {
    this.recalc = new Process('sheetgate-recalc', [
      `--recalc_address=127.0.0.1:${this.ports.recalc}`,
      `--admin_address=127.0.0.1:${this.ports.recalcAdmin}`,
      `--recalc_workbook_target=127.0.0.1:${this.ports.workbook}`,
      ...this.flags.recalcFlags,
    ], { env: this.env });
  }

  startGateway() {
    this.gateway = new Process('sheetgate-gateway', [
      `--http_address=127.0.0.1:${this.ports.http}`,
      `--admin_address=127.0.0.1:${this.ports.gatewayAdmin}`,
      `--workbook_target=127.0.0.1:${this.ports.workbook}`,
      `--recalc_target=127.0.0.1:${this.ports.recalc}`,
      '--tools_profile=full',
      ...this.flags.gatewayFlags,
    ], { env: this.env });
  }

  async ready() {
    await Promise.all([
      ready(this.workbook, this.ports.workbookAdmin),
      ready(this.recalc, this.ports.recalcAdmin),
      ready(this.gateway, this.ports.gatewayAdmin),
    ]);
  }

  // What recalc-service's readiness says of LibreOffice.
  async engineState() {
    return (await httpGet(`http://127.0.0.1:${this.ports.recalcAdmin}/readyz`)).body;
  }

  // Resolves when a LibreOffice worker takes jobs: until then it forks children of its own, for its self-test.
  engineReady() {
    return until(async () => / ready \(/.test(await this.engineState()), 'a LibreOffice worker');
  }

  get url() {
    return `http://127.0.0.1:${this.ports.http}/mcp`;
  }

  // The value of the first metric line that starts with `prefix` (name and labels); 0 when there is none.
  async metric(service, prefix) {
    const { body } = await httpGet(`http://127.0.0.1:${this.ports[`${service}Admin`]}/metrics`);
    const line = body.split('\n').find((text) => text.startsWith(prefix));
    return line ? Number(line.slice(line.lastIndexOf(' ') + 1)) : 0;
  }

  async stop() {
    await Promise.all(
      [this.gateway, this.recalc, this.workbook].filter(Boolean).map((process_) => process_.kill('SIGTERM')),
    );
  }
}

// Process ids of the descendants of `pid` whose command line contains `text`.
export function descendants(pid, text = '') {
  const children = new Map();
  for (const entry of fs.readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const stat = fs.readFileSync(`/proc/${entry}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      if (fields[0] === 'Z') continue;
      const parent = Number(fields[1]);
      if (!children.has(parent)) children.set(parent, []);
      children.get(parent).push(Number(entry));
    } catch {
      // gone meanwhile
    }
  }
  const found = [];
  const visit = (parent) => {
    for (const child of children.get(parent) ?? []) {
      try {
        if (fs.readFileSync(`/proc/${child}/cmdline`, 'utf8').includes(text)) found.push(child);
      } catch {
        // gone meanwhile
      }
      visit(child);
    }
  };
  visit(pid);
  return found;
}
