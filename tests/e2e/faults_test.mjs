// Overload, crashes, cancellation and shutdown against the real processes: every caller gets an answer, nothing acknowledged is
// lost, and no work runs on after its caller has gone.
import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';

import { connect } from './support/clients.mjs';
import { recalcClient, unary, workbookClient } from './support/grpc.mjs';
import { jobs } from './support/main_job.mjs';
import { descendants, Stack, temporaryDirectory, until } from './support/processes.mjs';
import { copyFromCorpus, writeSlowWorkbook } from './support/workbooks.mjs';

const worker = 'sheetgate-lo-worker';

// A fork of the only workbook called `name`.
async function forkOf(connection, name) {
  const { workbooks } = await connection.call('list_workbooks', { path_glob: name });
  return (await connection.call('create_fork', { workbook_id: workbooks[0].workbook_id })).fork;
}

// LibreOffice processes that calculate: children of the worker's main process.
function jobProcesses(stack) {
  return descendants(stack.recalc.pid, worker).flatMap((pid) => descendants(pid));
}

describe('cancelling a recalculation', () => {
  let stack;
  before(async () => {
    // No workbook stays open, so that every process is one of a calculation.
    stack = await Stack.start({ recalcFlags: ['--max_open_documents=0'] });
    writeSlowWorkbook(path.join(stack.workspace, 'slow.xlsx'));
    copyFromCorpus(jobs[0].file, stack.workspace);
    await stack.engineReady();
  });
  after(() => stack?.stop());

  async function startSlow(kind) {
    const connection = await connect(kind, { url: stack.url });
    const fork = await forkOf(connection, 'slow.xlsx');
    const abort = new AbortController();
    const call = connection
      .callRaw('recalculate', { workbook_id: fork.workbook_id }, { signal: abort.signal })
      .then((result) => ({ result }), (error) => ({ error }));
    await until(() => jobProcesses(stack).length > 0, 'the calculation to run');
    return { connection, fork, abort, call };
  }

  for (const kind of ['sdk 1.x', 'client 2.x legacy', 'client 2.x pinned to 2026-07-28']) {
    test(`${kind}: the LibreOffice process ends within 2 s and the next call works`, async (t) => {
      const { connection, abort, call } = await startSlow(kind);
      t.after(() => connection.close());
      abort.abort();
      assert.ok((await call).error, 'the caller sees the cancellation');
      await until(() => jobProcesses(stack).length === 0, 'the calculation to end', 2000);
      const fork = await forkOf(connection, path.basename(jobs[0].file));
      const { formulas_calculated } = await connection.call('recalculate', { workbook_id: fork.workbook_id });
      assert.equal(formulas_calculated, 4);
    });
  }

  test('grpc: cancel ends the process', async () => {
    const connection = await connect('sdk 1.x', { url: stack.url });
    const fork = await forkOf(connection, 'slow.xlsx');
    const client = recalcClient(stack.ports.recalc);
    const call = client.Recalculate({ workbook_id: fork.workbook_id }, { deadline: Date.now() + 60000 });
    const ended = new Promise((resolve) => call.on('error', resolve));
    call.on('data', () => {});
    await until(() => jobProcesses(stack).length > 0, 'the calculation to run');
    call.cancel();
    await ended;
    await until(() => jobProcesses(stack).length === 0, 'the calculation to end', 2000);
    client.close();
    await connection.close();
  });

  test('a killed calculation gives a clear error and the next call works', async (t) => {
    const { connection, call } = await startSlow('sdk 1.x');
    t.after(() => connection.close());
    for (const pid of jobProcesses(stack)) process.kill(pid, 'SIGKILL');
    const { result } = await call;
    assert.equal(result.isError, true);
    assert.equal(result.structuredContent.reason, 'ENGINE_CRASHED');
    assert.equal(result.structuredContent.retryable, true);
    const fork = await forkOf(connection, path.basename(jobs[0].file));
    assert.equal((await connection.call('recalculate', { workbook_id: fork.workbook_id })).formulas_calculated, 4);
  });

  test('a killed worker is restarted', async (t) => {
    const connection = await connect('sdk 1.x', { url: stack.url });
    t.after(() => connection.close());
    await stack.engineReady();
    const [main] = descendants(stack.recalc.pid, worker);
    process.kill(main, 'SIGKILL');
    await until(() => !descendants(stack.recalc.pid, worker).includes(main), 'the worker to die');
    const fork = await forkOf(connection, path.basename(jobs[0].file));
    assert.equal((await connection.call('recalculate', { workbook_id: fork.workbook_id })).formulas_calculated, 4);
  });
});

describe('cancelling over stdio', () => {
  for (const kind of ['sdk 1.x', 'client 2.x pinned to 2026-07-28']) {
    test(`${kind}: notifications/cancelled ends the LibreOffice process`, async (t) => {
      const workspace = temporaryDirectory();
      writeSlowWorkbook(path.join(workspace, 'slow.xlsx'));
      copyFromCorpus(jobs[0].file, workspace);
      const connection = await connect(kind, { flags: [`--workspace=${workspace}`, '--max_open_documents=0'] });
      t.after(() => connection.close());
      // When this is through, the worker has no children but its jobs.
      const small = await forkOf(connection, path.basename(jobs[0].file));
      await connection.call('recalculate', { workbook_id: small.workbook_id });
      const jobsRunning = () => descendants(connection.transport.pid, worker).flatMap((pid) => descendants(pid)).length;
      const fork = await forkOf(connection, 'slow.xlsx');
      const abort = new AbortController();
      const call = connection
        .callRaw('recalculate', { workbook_id: fork.workbook_id }, { signal: abort.signal })
        .catch((error) => error);
      await until(() => jobsRunning() > 0, 'the calculation to run');
      abort.abort();
      assert.ok((await call) instanceof Error, 'the caller sees the cancellation');
      await until(() => jobsRunning() === 0, 'the calculation to end', 2000);
      assert.ok((await connection.call('list_forks')).forks.length > 0, 'the server goes on');
    });
  }
});

describe('recalculation deadline', () => {
  test('a calculation over its budget is stopped and says so', async (t) => {
    const stack = await Stack.start({ recalcFlags: ['--recalc_run_timeout=2s'] });
    t.after(() => stack.stop());
    writeSlowWorkbook(path.join(stack.workspace, 'slow.xlsx'));
    const connection = await connect('sdk 1.x', { url: stack.url });
    t.after(() => connection.close());
    const fork = await forkOf(connection, 'slow.xlsx');
    await stack.engineReady();
    const error = await connection.error('recalculate', { workbook_id: fork.workbook_id });
    assert.equal(error.reason, 'ENGINE_TIMEOUT');
    await until(() => jobProcesses(stack).length === 0, 'the calculation to end', 2000);
  });
});

describe('without LibreOffice', () => {
  test('everything else works and recalculate says what to install', async (t) => {
    const stack = await Stack.start({ recalcFlags: ['--libreoffice_dir=/nonexistent'] });
    t.after(() => stack.stop());
    copyFromCorpus(jobs[0].file, stack.workspace);
    const connection = await connect('sdk 1.x', { url: stack.url });
    t.after(() => connection.close());
    const fork = await forkOf(connection, path.basename(jobs[0].file));
    const error = await connection.error('recalculate', { workbook_id: fork.workbook_id });
    assert.equal(error.reason, 'ENGINE_NOT_INSTALLED');
    assert.match(error.text, /libreoffice-calc-nogui/);
  });
});

describe('workbook-service crash', () => {
  test('kill -9 after an acknowledged edit loses nothing', async (t) => {
    const stack = await Stack.start();
    t.after(() => stack.stop());
    copyFromCorpus(jobs[0].file, stack.workspace);
    let client = workbookClient(stack.ports.workbook);
    const { workbooks: [entry] } = await unary(client, 'ListWorkbooks', {});
    const { fork } = await unary(client, 'CreateFork', { workbook_id: entry.workbook_id });
    // Edits follow each other while the process is killed: each acknowledged one must be there afterwards.
    let acknowledged = 0;
    const killed = new Promise((resolve) => {
      const next = async (number) => {
        try {
          await unary(client, 'EditBatch', {
            workbook_id: fork.workbook_id,
            sheet_name: 'Sheet1',
            edits: [{ address: `Z${number}`, value: { number } }],
          });
          acknowledged = number;
          if (number === 25) stack.workbook.kill('SIGKILL');
          await next(number + 1);
        } catch {
          resolve();
        }
      };
      next(1);
    });
    await killed;
    client.close();
    assert.ok(acknowledged >= 25);
    stack.startWorkbook();
    await stack.ready();
    client = workbookClient(stack.ports.workbook);
    const { blocks } = await unary(client, 'RangeValues', {
      workbook_id: fork.workbook_id,
      sheet_name: 'Sheet1',
      ranges: [`Z1:Z${acknowledged}`],
    });
    assert.deepEqual(
      blocks[0].rows.map((row) => row.values[0].number),
      Array.from({ length: acknowledged }, (_, index) => index + 1),
    );
    client.close();
  });
});

// A tools/call over HTTP as any client would send it: {status, headers, body}.
async function post(url, name, args, id = 1) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
    body: JSON.stringify({ jsonrpc: '2.0', id, method: 'tools/call', params: { name, arguments: args } }),
  });
  return { status: response.status, headers: response.headers, body: await response.json() };
}

describe('overload', () => {
  test('200 concurrent requests are all answered', async (t) => {
    const stack = await Stack.start({ gatewayFlags: ['--max_concurrent_requests=20'], workbookFlags: ['--workbook_max_calls=2', '--workbook_max_queued_calls=4'] });
    t.after(() => stack.stop());
    const name = copyFromCorpus(jobs[1].file, stack.workspace);
    const { body } = await post(stack.url, 'list_workbooks', {});
    const { workbook_id } = body.result.structuredContent.workbooks.find((workbook) => workbook.path === name);
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, id) => post(stack.url, 'sheet_page', { workbook_id, sheet_name: 'Grades' }, id)),
    );
    let served = 0;
    for (const [id, { status, headers, body: answer }] of answers.entries()) {
      if (status === 503) {
        assert.ok(Number(headers.get('retry-after')) >= 1, '503 comes with Retry-After');
        continue;
      }
      assert.equal(status, 200);
      assert.equal(answer.id, id);
      if (answer.result.isError) {
        assert.equal(answer.result.structuredContent.code, 'RESOURCE_EXHAUSTED');
        assert.ok(answer.result.structuredContent.retry_after_ms > 0);
      } else {
        assert.ok(answer.result.structuredContent.rows.length > 0);
        served++;
      }
    }
    assert.ok(served > 0, 'some were served');
  });
});

describe('shutdown under load', () => {
  test('SIGTERM drops no acknowledged request', async (t) => {
    const stack = await Stack.start();
    t.after(() => stack.stop());
    copyFromCorpus(jobs[0].file, stack.workspace);
    const listed = await post(stack.url, 'list_workbooks', {});
    const [{ workbook_id }] = listed.body.result.structuredContent.workbooks;
    const created = await post(stack.url, 'create_fork', { workbook_id });
    const { fork } = created.body.result.structuredContent;
    const acknowledged = [];
    let failed = 0;
    let stopping = false;
    const writer = async (column) => {
      for (let row = 1; row <= 200; row++) {
        try {
          const { status, body } = await post(stack.url, 'edit_batch', {
            workbook_id: fork.workbook_id,
            sheet_name: 'Sheet1',
            edits: [{ address: `${column}${row}`, value: row }],
          });
          if (status === 200 && !body.error && !body.result.isError) acknowledged.push(`${column}${row}`);
          else failed++;
        } catch {
          failed++;
          assert.ok(stopping, 'only a stopping server refuses connections');
          return;
        }
        if (acknowledged.length === 40 && !stopping) {
          stopping = true;
          stack.gateway.kill('SIGTERM');
          stack.workbook.kill('SIGTERM');
        }
      }
    };
    await Promise.all(['AA', 'AB', 'AC', 'AD', 'AE', 'AF', 'AG', 'AH'].map(writer));
    assert.deepEqual(await stack.gateway.exited, { code: 0, signal: null });
    assert.deepEqual(await stack.workbook.exited, { code: 0, signal: null });
    assert.ok(failed > 0, 'the load went on while it stopped');
    stack.startWorkbook();
    stack.startGateway();
    await stack.ready();
    const client = workbookClient(stack.ports.workbook);
    for (const address of acknowledged) {
      const { cells } = await unary(client, 'InspectCells', {
        workbook_id: fork.workbook_id,
        sheet_name: 'Sheet1',
        targets: [address],
      });
      assert.equal(cells[0].value.number, Number(address.slice(2)), `${address} survived`);
    }
    client.close();
  });
});
