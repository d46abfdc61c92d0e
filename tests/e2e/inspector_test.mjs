// The Inspector's command line connects, lists and calls tools, in both eras.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';

import { Stack, sourceDir, temporaryDirectory } from './support/processes.mjs';
import { copyFromCorpus } from './support/workbooks.mjs';

const run = promisify(execFile);
const launcher = path.join(sourceDir, 'tests/node_modules/@modelcontextprotocol/inspector/clients/launcher/build/index.js');

describe('Inspector', () => {
  let stack;
  before(async () => {
    stack = await Stack.start();
    copyFromCorpus('PacktPublishing+Hands-On-Financial-Modeling-with-Microsoft-Excel-2019/Marks.xlsx', stack.workspace);
  });
  after(() => stack?.stop());

  async function inspect(era, ...args) {
    const config = path.join(temporaryDirectory(), 'mcp.json');
    const server = { type: 'streamable-http', url: stack.url, ...(era === 'modern' ? { protocolEra: 'modern' } : {}) };
    fs.writeFileSync(config, JSON.stringify({ mcpServers: { gateway: server } }));
    const { stdout } = await run(
      process.execPath,
      [launcher, '--cli', '--config', config, '--server', 'gateway', '--format', 'json', ...args],
      { maxBuffer: 1 << 24 },
    );
    return JSON.parse(stdout);
  }

  for (const era of ['legacy', 'modern']) {
    test(`${era}: lists and calls tools`, async () => {
      const listed = await inspect(era, '--method', 'tools/list');
      const tools = (listed.tools ?? listed.result.tools).map((tool) => tool.name);
      assert.ok(tools.includes('recalculate'));
      const called = await inspect(era, '--method', 'tools/call', '--tool-name', 'list_workbooks', '--tool-args-json', '{}');
      const result = called.result ?? called;
      assert.equal(result.structuredContent.workbooks[0].path, 'Marks.xlsx');
    });
  }
});
