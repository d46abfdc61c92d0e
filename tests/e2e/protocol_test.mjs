// What the wire looks like, on both transports: facts the client libraries hide.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import path from 'node:path';
import readline from 'node:readline';
import { after, before, describe, test } from 'node:test';

import Ajv from 'ajv/dist/2020.js';

import { clientKinds, connect } from './support/clients.mjs';
import { binDir, Stack, temporaryDirectory } from './support/processes.mjs';
import { jobs } from './support/main_job.mjs';
import { copyFromCorpus } from './support/workbooks.mjs';

const modernMeta = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientCapabilities': {},
};

describe('protocol over HTTP', () => {
  let stack;
  before(async () => {
    stack = await Stack.start();
    copyFromCorpus(jobs[1].file, stack.workspace);
  });
  after(() => stack?.stop());

  async function send(message, headers = {}) {
    const response = await fetch(stack.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream', ...headers },
      body: typeof message === 'string' ? message : JSON.stringify(message),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : undefined };
  }
  const modern = (method, params = {}, headers = {}) =>
    send(
      { jsonrpc: '2.0', id: 7, method, params: { ...params, _meta: modernMeta } },
      { 'mcp-protocol-version': '2026-07-28', 'mcp-method': method, ...headers },
    );

  test('every tool has a schema that compiles, and every core listing is small', async () => {
    const ajv = new Ajv({ strict: false });
    for (const kind of Object.keys(clientKinds)) {
      const connection = await connect(kind, { url: stack.url });
      const tools = await connection.listTools();
      assert.ok(tools.length >= 14);
      for (const tool of tools) {
        ajv.compile(tool.inputSchema);
        ajv.compile(tool.outputSchema);
        assert.ok(tool.name.length <= 30 && tool.title && tool.description);
        assert.equal(typeof tool.annotations.readOnlyHint, 'boolean');
      }
      await connection.close();
    }
  });

  test('results conform to the output schemas', async () => {
    const ajv = new Ajv({ strict: false });
    const connection = await connect('sdk 1.x', { url: stack.url });
    const schemas = Object.fromEntries((await connection.listTools()).map((tool) => [tool.name, ajv.compile(tool.outputSchema)]));
    const check = async (name, args) => {
      const result = await connection.call(name, args);
      assert.ok(schemas[name](result), `${name}: ${JSON.stringify(schemas[name].errors)}`);
      return result;
    };
    const { workbooks } = await check('list_workbooks', {});
    const { workbook_id } = workbooks[0];
    const read = { workbook_id, sheet_name: 'Grades' };
    await check('describe_workbook', { workbook_id });
    await check('list_sheets', { workbook_id });
    await check('list_sheets', { workbook_id, quick: true });
    await check('sheet_page', { ...read, include_formulas: true });
    await check('range_values', { ...read, ranges: ['A1:N3', 'A:A'], include_formulas: true });
    await check('inspect_cells', { ...read, targets: ['A1', 'K2', 'Z99'] });
    await check('sheet_features', { ...read, kinds: ['merged_ranges', 'data_validations'], page_size: 10 });
    const { fork } = await check('create_fork', { workbook_id });
    await check('list_forks', {});
    await check('edit_batch', { ...read, workbook_id: fork.workbook_id, edits: [{ address: 'C2', value: 1 }, { address: 'Z1', value: { date: '2026-01-31' } }] });
    await check('recalculate', { workbook_id: fork.workbook_id });
    await check('get_changeset', { workbook_id: fork.workbook_id });
    await check('save_fork', { workbook_id: fork.workbook_id, path: 'conforming.xlsx' });
    await check('discard_fork', { workbook_id: fork.workbook_id });
    await check('close_workbook', { workbook_id });
    await connection.close();
  });

  test('features of a real sheet, page by page, and its range without reading it', async () => {
    const name = copyFromCorpus(
      'dotnet+Open-XML-SDK/test/DocumentFormat.OpenXml.Tests.Assets/assets/TestDataStorage/v2FxTestFiles/spreadsheet/O12 templates/TimeSheetBreaks_TP10196205.xltx',
      stack.workspace,
    );
    const connection = await connect('sdk 1.x', { url: stack.url });
    const { workbooks } = await connection.call('list_workbooks', { path_glob: '*.xltx' });
    assert.deepEqual(workbooks.map((workbook) => workbook.path), [name]);
    const { workbook_id } = workbooks[0];

    const { sheets: quick } = await connection.call('list_sheets', { workbook_id, quick: true });
    assert.deepEqual(quick, [{ sheet_name: 'Weekly Time Sheet', kind: 'worksheet', visibility: 'visible', declared_range: 'A1:S20' }]);
    const { sheets } = await connection.call('list_sheets', { workbook_id });
    assert.equal(sheets[0].merged_range_count, 34);
    assert.equal(sheets[0].data_validation_count, 1);
    assert.equal(sheets[0].table_count, undefined);

    const request = { workbook_id, sheet_name: 'Weekly Time Sheet', page_size: 20 };
    const first = await connection.call('sheet_features', request);
    assert.deepEqual(first.merged_ranges.slice(0, 3), ['A1:O1', 'A2:I2', 'A4:C4']);
    assert.equal(first.merged_ranges.length, 20);
    const second = await connection.call('sheet_features', { ...request, page_token: first.next_page_token });
    assert.equal(second.merged_ranges.length, 14);
    assert.equal(second.next_page_token, undefined);
    const [validation] = second.data_validations;
    assert.equal(validation.ranges.length, 14);
    const { ranges, ...rule } = validation;
    assert.deepEqual(rule, {
      type: 'time',
      operator: 'between',
      formula1: '0',
      formula2: '0.999988425925926',
      allow_blank: true,
      error_title: 'Incorrect Time Format',
      error: 'Time should be entered in the following format: 12:00 AM',
    });
    await connection.close();
  });

  test('modern results carry resultType and server info', async () => {
    const { status, body } = await modern('server/discover');
    assert.equal(status, 200);
    assert.equal(body.result.resultType, 'complete');
    assert.ok(body.result.supportedVersions.includes('2026-07-28'));
    assert.equal(body.result._meta['io.modelcontextprotocol/serverInfo'].name, 'sheetgate');
    assert.equal(typeof body.result.ttlMs, 'number');
  });

  test('eras do not mix', async () => {
    for (const method of ['initialize', 'ping', 'logging/setLevel', 'resources/subscribe']) {
      const { status, body } = await modern(method);
      assert.equal(status, 404, method);
      assert.equal(body.error.code, -32601);
    }
    const legacy = await send({ jsonrpc: '2.0', id: 1, method: 'ping' });
    assert.deepEqual(legacy.body, { jsonrpc: '2.0', id: 1, result: {} });
  });

  test('headers must agree with the body', async () => {
    const wrong = await modern('tools/list', {}, { 'mcp-method': 'tools/call' });
    assert.equal(wrong.status, 400);
    assert.equal(wrong.body.error.code, -32020);
    const unsupported = await send(
      { jsonrpc: '2.0', id: 1, method: 'tools/list', params: { _meta: { ...modernMeta, 'io.modelcontextprotocol/protocolVersion': '2099-01-01' } } },
      { 'mcp-protocol-version': '2099-01-01', 'mcp-method': 'tools/list' },
    );
    assert.equal(unsupported.status, 400);
    assert.equal(unsupported.body.error.code, -32022);
  });

  test('malformed requests get JSON errors', async () => {
    const cases = [
      ['{', {}, 400, -32700],
      [[{ jsonrpc: '2.0', id: 1, method: 'ping' }], {}, 400, -32600],
      [{ jsonrpc: '2.0', id: null, method: 'ping' }, {}, 400, -32600],
    ];
    for (const [message, headers, status, code] of cases) {
      const answer = await send(message, headers);
      assert.equal(answer.status, status, JSON.stringify(message));
      assert.equal(answer.body.error.code, code);
    }
    assert.equal((await send({ jsonrpc: '2.0', id: 1, method: 'ping' }, { 'content-type': 'text/plain' })).status, 415);
    assert.equal((await send({ jsonrpc: '2.0', id: 1, method: 'ping' }, { origin: 'https://evil.example' })).status, 403);
    assert.equal((await fetch(stack.url)).status, 405);
    assert.equal((await fetch(stack.url, { method: 'DELETE' })).status, 405);
  });

  test('the trace of a call reaches workbook-service', async () => {
    const trace = 'a'.repeat(31) + 'b';
    await send({
      jsonrpc: '2.0',
      id: 1,
      method: 'tools/call',
      params: { name: 'list_workbooks', arguments: {}, _meta: { traceparent: `00-${trace}-00f067aa0ba902b7-01` } },
    });
    assert.ok(stack.workbook.logLines().some((line) => line.trace_id === trace && String(line.rpc_method).endsWith('/ListWorkbooks')));
  });

  test('metrics tell about calls and waits', async () => {
    await send({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'list_workbooks', arguments: {} } });
    const method = 'rpc_method="sheetgate.workbook.v1.WorkbookService/ListWorkbooks"';
    assert.ok((await stack.metric('workbook', `sheetgate_admission_wait_seconds_count{${method}`)) > 0);
    assert.ok((await stack.metric('workbook', `sheetgate_thread_wait_seconds_count{${method}`)) > 0);
    assert.ok((await stack.metric('workbook', `rpc_server_call_duration_seconds_count{${method}`)) > 0);
  });
});

describe('protocol over stdio', () => {
  test('stdout is only MCP, and the process ends with its input', async () => {
    const child = spawn(
      path.join(binDir, 'sheetgate'),
      [`--workspace=${temporaryDirectory()}`, '--admin_address=127.0.0.1:0'],
      { stdio: ['pipe', 'pipe', 'ignore'] },
    );
    const lines = readline.createInterface({ input: child.stdout });
    const answers = [];
    lines.on('line', (line) => answers.push(JSON.parse(line)));
    const exited = new Promise((resolve) => child.once('exit', resolve));
    child.stdin.write('not json\n');
    child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id: 'a', method: 'ping' })}\n`);
    child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id: 2, method: 'tools/call', params: { name: 'list_workbooks', arguments: {}, _meta: modernMeta } })}\n`);
    await new Promise((resolve) => {
      lines.on('line', () => answers.length === 3 && resolve());
    });
    child.stdin.end();
    assert.equal(await exited, 0);
    assert.equal(answers.find((answer) => answer.id === null || answer.id === undefined).error.code, -32700);
    assert.deepEqual(answers.find((answer) => answer.id === 'a').result, {});
    assert.equal(answers.find((answer) => answer.id === 2).result.resultType, 'complete');
  });
});
