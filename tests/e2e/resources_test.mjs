// Resources through the gateway, with the official clients of both eras over HTTP and stdio: lists, templates, reads, links to
// large exports, limits, cancellation.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';

import { clientKinds, connect } from './support/clients.mjs';
import { Stack, temporaryDirectory, until } from './support/processes.mjs';

const columns = 10;
const rows = 5000;

// 50 000 cells, and a sheet named Sheet1.
function writeLargeTable(workspace) {
  const lines = [];
  for (let row = 1; row <= rows; ++row) {
    const cells = [];
    for (let column = 0; column < columns; ++column) cells.push(column % 2 ? `text ${row}` : row * 10 + column);
    lines.push(cells.join(','));
  }
  fs.writeFileSync(path.join(workspace, 'large.csv'), `${lines.join('\n')}\n`);
}

// Every cell of Sheet1 at a revision, page by page, as csv.
async function walk(connection, workbook_id, revision) {
  const lines = [];
  for (let start_row = 1; start_row; ) {
    const page = await connection.call('sheet_page', { workbook_id, sheet_name: 'Sheet1', revision, start_row, page_size: 500 });
    for (const row of page.rows) lines.push(row.values.join(','));
    start_row = page.next_start_row;
  }
  return `${lines.join('\n')}\n`;
}

// What the server says now: the 2.x client keeps what says that it never changes.
const readNow = (connection, uri) =>
  connection.legacy
    ? connection.client.readResource({ uri })
    : connection.client.request({ method: 'resources/read', params: { uri } });

const linkOf = (result) => result.content.find((block) => block.type === 'resource_link');

async function errorOf(promise) {
  const error = await promise.then(
    () => undefined,
    (reason) => reason,
  );
  assert.ok(error, 'it succeeded');
  return error;
}

// The same over both transports.
function readsAndLinks(place) {
  for (const kind of Object.keys(clientKinds)) {
    test(`${kind}: lists the workbooks and reads one`, async (t) => {
      const connection = await connect(kind, place());
      t.after(() => connection.close());
      assert.deepEqual(connection.client.getServerCapabilities().resources, {});
      const { resources } = await connection.client.listResources();
      assert.equal(resources.length, 1);
      const [listed] = resources;
      const { workbooks } = await connection.call('list_workbooks');
      assert.equal(listed.uri, `sheetgate://workbooks/${workbooks[0].workbook_id}`);
      assert.equal(listed.name, 'large.csv');
      assert.equal(listed.mimeType, 'application/json');
      assert.equal(listed.annotations.lastModified, workbooks[0].modified_at);
      assert.equal(listed._meta['io.sheetgate/fileSizeBytes'], workbooks[0].size_bytes);
      const { contents } = await connection.client.readResource({ uri: listed.uri });
      assert.equal(contents.length, 1);
      assert.equal(contents[0].uri, listed.uri);
      assert.equal(contents[0].mimeType, 'application/json');
      assert.deepEqual(JSON.parse(contents[0].text), await connection.call('describe_workbook', { workbook_id: workbooks[0].workbook_id }));

      const { resourceTemplates } = await connection.client.listResourceTemplates();
      assert.deepEqual(
        resourceTemplates.map((template) => template.name),
        ['screenshot', 'chart', 'print', 'workbook', 'export'],
      );
    });

    test(`${kind}: a large export is read through its link, and stays what it was`, async (t) => {
      const connection = await connect(kind, place());
      t.after(() => connection.close());
      const { workbooks } = await connection.call('list_workbooks');
      const { fork } = await connection.call('create_fork', { workbook_id: workbooks[0].workbook_id });
      const { workbook_id } = fork;
      const small = await connection.callRaw('export_range', { workbook_id, sheet_name: 'Sheet1', range: 'A1:B2' });
      assert.equal(linkOf(small), undefined);
      const result = await connection.callRaw('export_range', { workbook_id, sheet_name: 'Sheet1' });
      const link = linkOf(result);
      assert.equal(link.mimeType, 'text/csv');
      assert.equal(link.uri, result.structuredContent.resource.uri);
      assert.equal(result.structuredContent.total_rows, rows);
      assert.ok(result.structuredContent.next_page_token);

      const { contents } = await connection.client.readResource({ uri: link.uri });
      assert.equal(contents[0].mimeType, 'text/csv');
      const walked = await walk(connection, workbook_id, result.structuredContent.revision);
      assert.equal(walked.split('\n').length, rows + 1);
      assert.equal(contents[0].text, walked);

      await connection.call('edit_batch', { workbook_id, sheet_name: 'Sheet1', edits: [{ address: 'A1', value: 'changed' }] });
      const again = await readNow(connection, link.uri);
      assert.equal(again.contents[0].text, walked);
      const edited = linkOf(await connection.callRaw('export_range', { workbook_id, sheet_name: 'Sheet1', delivery: 'link' }));
      assert.notEqual(edited.uri, link.uri);
      const { contents: newest } = await connection.client.readResource({ uri: edited.uri });
      assert.ok(newest[0].text.startsWith('changed,'));
      await connection.call('discard_fork', { workbook_id });
    });

    test(`${kind}: what is not there is an error of the revision's kind`, async (t) => {
      const connection = await connect(kind, place());
      t.after(() => connection.close());
      // The 2.x client shows the newer code whatever it receives.
      const modern = kind !== 'sdk 1.x';
      for (const uri of ['sheetgate://workbooks/wb-nowhere', 'file:///etc/passwd', 'sheetgate://workbooks/../../etc']) {
        const error = await errorOf(connection.client.readResource({ uri }));
        assert.equal(error.code, modern ? -32602 : -32002, `${uri}: ${error.message}`);
        assert.equal(error.data?.uri, uri);
      }
      const malformed = await errorOf(connection.client.readResource({ uri: 'sheetgate://workbooks/a%zz' }));
      assert.equal(malformed.code, -32602);
      assert.match(malformed.message, /hexadecimal/);
    });
  }
}

describe('resources over HTTP', () => {
  let stack;
  before(async () => {
    stack = await Stack.start();
    writeLargeTable(stack.workspace);
  });
  after(() => stack?.stop());

  readsAndLinks(() => ({ url: stack.url }));

  for (const kind of ['sdk 1.x', 'client 2.x pinned to 2026-07-28']) {
    test(`${kind}: a cancelled read ends the call behind it`, async (t) => {
      const connection = await connect(kind, { url: stack.url });
      t.after(() => connection.close());
      const { workbooks } = await connection.call('list_workbooks');
      const cancelled = () =>
        stack.gateway.logLines().filter((line) => line.method === 'resources/read' && line.code === 'CANCELLED').length;
      const before_ = cancelled();
      // A service that stands still is one that takes long.
      await stack.workbook.freeze();
      try {
        const abort = new AbortController();
        const read = errorOf(connection.client.readResource({ uri: `sheetgate://workbooks/${workbooks[0].workbook_id}` }, { signal: abort.signal }));
        await until(async () => (await stack.metric('gateway', 'sheetgate_upstream_in_flight{upstream="workbook-service"')) > 0, 'the read to be sent');
        abort.abort();
        await read;
        await until(async () => cancelled() > before_, 'the gateway to end the call');
      } finally {
        stack.workbook.thaw();
      }
      assert.equal((await connection.client.listResources()).resources.length, 1);
    });
  }

  test('headers mirror the URI', async () => {
    const uri = 'sheetgate://workbooks/wb-nowhere';
    const read = async (name) => {
      const response = await fetch(stack.url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'application/json, text/event-stream',
          'mcp-protocol-version': '2026-07-28',
          'mcp-method': 'resources/read',
          ...(name ? { 'mcp-name': name } : {}),
        },
        body: JSON.stringify({
          jsonrpc: '2.0',
          id: 1,
          method: 'resources/read',
          params: { uri, _meta: { 'io.modelcontextprotocol/protocolVersion': '2026-07-28', 'io.modelcontextprotocol/clientCapabilities': {} } },
        }),
      });
      return { status: response.status, error: (await response.json()).error };
    };
    for (const name of [undefined, 'sheetgate://workbooks/wb-other']) {
      const { status, error } = await read(name);
      assert.equal(status, 400);
      assert.equal(error.code, -32020);
    }
    const { status, error } = await read(uri);
    assert.equal(status, 200);
    assert.equal(error.code, -32602);
    assert.equal(error.data.reason, 'WORKBOOK_NOT_FOUND');
  });

  test('reads are measured', async () => {
    assert.ok((await stack.metric('gateway', 'mcp_server_operation_duration_seconds_count{error_type="",gen_ai_tool_name="",mcp_method_name="resources/read"')) > 0);
    assert.ok(stack.gateway.logLines().some((line) => line.method === 'resources/read' && line.resource === 'export'));
  });
});

describe('resources over stdio', () => {
  const workspace = temporaryDirectory();
  before(() => writeLargeTable(workspace));
  readsAndLinks(() => ({ flags: [`--workspace=${workspace}`, '--tools_profile=full'] }));
});

describe('limits of resources', () => {
  let stack;
  let connection;
  before(async () => {
    stack = await Stack.start({ gatewayFlags: ['--max_resource_bytes=100KiB'] });
    writeLargeTable(stack.workspace);
    for (let i = 0; i < 120; ++i) fs.writeFileSync(path.join(stack.workspace, `small-${i}.csv`), 'a\n');
    connection = await connect('client 2.x auto', { url: stack.url });
  });
  after(async () => {
    await connection?.close();
    await stack?.stop();
  });

  test('a resource that is too large is refused with what to do', async () => {
    const { workbooks } = await connection.call('list_workbooks', { path_glob: 'large.csv' });
    const link = linkOf(await connection.callRaw('export_range', { workbook_id: workbooks[0].workbook_id, sheet_name: 'Sheet1' }));
    const error = await errorOf(connection.client.readResource({ uri: link.uri }));
    assert.equal(error.data.reason, 'LIMIT_EXCEEDED', error.message);
    assert.match(error.message, /larger than 102400 bytes/);
    const { contents } = await connection.client.readResource({ uri: link.uri.replace('A1%3AJ5000', 'A1%3AJ50') });
    assert.equal(contents[0].text.split('\n').length, 51);
  });

  test('the list has pages, and knows its cursors', async () => {
    const request = async (params) => (await connection.client.request({ method: 'resources/list', params }));
    const first = await request({});
    assert.equal(first.resources.length, 100);
    const second = await request({ cursor: first.nextCursor });
    assert.equal(second.resources.length, 21);
    assert.equal(second.nextCursor, undefined);
    for (const cursor of ['', 'made up']) {
      assert.equal((await errorOf(request({ cursor }))).code, -32602);
    }
  });
});

describe('tools of a feature that is off', () => {
  test('are not listed, and say what turns them on', async (t) => {
    const stack = await Stack.start();
    t.after(() => stack.stop());
    const connection = await connect('client 2.x auto', { url: stack.url });
    t.after(() => connection.close());
    const names = (await connection.listTools()).map((tool) => tool.name);
    assert.ok(!names.some((name) => name.startsWith('vba_')));
    const error = await errorOf(connection.callRaw('vba_project_summary', { workbook_id: 'wb-1' }));
    assert.equal(error.code, -32602);
    assert.match(error.message, /unknown tool.*--vba/);
  });
});
