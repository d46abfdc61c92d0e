// Gateway throughput and latency against the same call made directly over gRPC and against an MCP server on the official TypeScript
// SDK 2.x, interleaved in one run; and cache hits and misses through the gateway. Prints Markdown.
//
//   node tests/benchmarks/gateway.mjs [ROUNDS] [SECONDS]       (see docs/performance.md for the build)
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

import { connect } from '../e2e/support/clients.mjs';
import { Stack, sourceDir, temporaryDirectory } from '../e2e/support/processes.mjs';

const rounds = Number(process.argv[2] ?? 3);
const seconds = Number(process.argv[3] ?? 5);
const loadBinary = process.env.E2E_LOAD ?? path.join(sourceDir, 'build/release/bin/load');
const run = promisify(execFile);
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

const workspace = temporaryDirectory();
fs.copyFileSync(path.join(sourceDir, 'docs/examples/workspace/budget-2027.xlsx'), path.join(workspace, 'budget-2027.xlsx'));
const stack = await Stack.start({
  workspace,
  // The load is the experiment: no limit may shape it, and no log line a second core.
  gatewayFlags: ['--max_concurrent_requests=1000', '--log_level=warning'],
  workbookFlags: ['--log_level=warning'],
});
const scratch = temporaryDirectory();
let peer;
try {
  const connection = await connect('sdk 1.x', { url: stack.url });
  const { workbooks } = await connection.call('list_workbooks', {});
  const args = { workbook_id: workbooks[0].workbook_id, sheet_name: 'Summary', ranges: ['A1:B5'] };
  fs.writeFileSync(path.join(scratch, 'answer.json'), JSON.stringify(await connection.call('range_values', args)));
  const body = path.join(scratch, 'call.json');
  const _meta = {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientCapabilities': {},
  };
  fs.writeFileSync(
    body,
    JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'range_values', arguments: args, _meta } }),
  );
  peer = spawn(process.execPath, [path.join(sourceDir, 'tests/benchmarks/typescript_peer.mjs'), path.join(scratch, 'answer.json')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [port] = await once(peer.stdout, 'data');

  const headers = 'MCP-Protocol-Version: 2026-07-28|Mcp-Method: tools/call|Mcp-Name: range_values';
  const targets = {
    'direct gRPC': ['--mode=grpc', `--target=127.0.0.1:${stack.ports.workbook}`],
    gateway: ['--mode=http', `--target=127.0.0.1:${stack.ports.http}`, `--headers=${headers}`],
    'TypeScript SDK 2.4': ['--mode=http', `--target=127.0.0.1:${String(port).trim()}`, `--headers=${headers}`],
  };
  const load = async (flags, connections, time) =>
    JSON.parse((await run(loadBinary, [...flags, `--body=${body}`, `--connections=${connections}`, `--seconds=${time}`])).stdout);

  console.log(`| call | connections | calls/s | p50 ms | p99 ms | of direct gRPC | × TypeScript SDK |\n|---|---|---|---|---|---|---|`);
  for (const connections of [1, 16, 64]) {
    const results = Object.fromEntries(Object.keys(targets).map((name) => [name, []]));
    for (let round = 0; round < rounds; round++) {
      for (const [name, flags] of Object.entries(targets)) results[name].push(await load(flags, connections, seconds));
    }
    const rps = (name) => median(results[name].map((result) => result.rps));
    for (const [name, list] of Object.entries(results)) {
      const ms = (key) => (median(list.map((result) => result[key])) / 1000).toFixed(2);
      const ofDirect = (rps(name) / rps('direct gRPC')).toFixed(2);
      const ofPeer = (rps(name) / rps('TypeScript SDK 2.4')).toFixed(1);
      console.log(`| ${name} | ${connections} | ${Math.round(rps(name))} | ${ms('p50_us')} | ${ms('p99_us')} | ${ofDirect} | ${ofPeer} |`);
    }
  }

  // A hit reads a cached snapshot; a miss comes after close_workbook and parses again.
  const time = async (name, callArgs) => {
    const start = process.hrtime.bigint();
    await connection.call(name, callArgs);
    return Number(process.hrtime.bigint() - start) / 1e6;
  };
  const hits = [];
  const misses = [];
  for (let i = 0; i < 200; i++) {
    await connection.call('close_workbook', { workbook_id: args.workbook_id });
    misses.push(await time('range_values', args));
    hits.push(await time('range_values', args));
  }
  const hitLoad = await load(targets.gateway, 1, seconds);
  console.log(`\n| through the gateway, one connection | p50 ms |\n|---|---|`);
  console.log(`| cache hit, load generator | ${(hitLoad.p50_us / 1000).toFixed(2)} |`);
  console.log(`| cache hit, official client | ${median(hits).toFixed(2)} |`);
  console.log(`| cache miss (parse of a 10 kB workbook), official client | ${median(misses).toFixed(2)} |`);
  await connection.close();
} finally {
  peer?.kill();
  await stack.stop();
}
