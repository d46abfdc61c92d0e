// Faults of LibreOffice's workers, through the gateway: in every case the caller gets an answer that says what to do, the workbook is
// as it was or wholly calculated, and nothing is left behind.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';

import { unzipSync, zipSync } from 'fflate';

import { connect } from './support/clients.mjs';
import { binDir, descendants, Stack, temporaryDirectory, until } from './support/processes.mjs';
import { copyFromCorpus, writeSlowWorkbook, writeWorkbook } from './support/workbooks.mjs';

const worker = 'sheetgate-lo-worker';

// `count` rows of a number and its double, which is wrong in the file.
function rowsToCalculate(count) {
  return Array.from({ length: count }, (_, index) => {
    const row = index + 1;
    return `<row r="${row}"><c r="A${row}"><v>${row}</v></c><c r="B${row}"><f>A${row}*2</f><v>-1</v></c></row>`;
  }).join('');
}

// The workers of a process, without the children that run their jobs.
function workersOf(pid) {
  return descendants(pid, worker).filter((found) => !descendants(pid, worker).some((other) => descendants(other).includes(found)));
}

const jobsOf = (pid) => workersOf(pid).flatMap((found) => descendants(found));

// A fork of the workbook called `name`: {workbook_id}.
async function newFork(connection, name) {
  const { workbooks } = await connection.call('list_workbooks', { path_glob: name });
  const { fork } = await connection.call('create_fork', { workbook_id: workbooks[0].workbook_id });
  return { workbook_id: fork.workbook_id };
}

// Starts a recalculation. `end` resolves to its result or error, `reached(text)` when its progress says so or has ended: the gateway
// tells progress at a limited rate, so a short phase may pass untold.
function recalculate(connection, fork, options = {}) {
  const progress = [];
  let ended = false;
  const end = connection
    .callRaw('recalculate', fork, { onprogress: (update) => progress.push(update), ...options })
    .then((result) => ({ result }), (error) => ({ error }))
    .finally(() => {
      ended = true;
    });
  return {
    end,
    reached: (text) => until(() => ended || progress.some(({ message }) => message.startsWith(text)), `the phase '${text}'`),
  };
}

async function expectWell(connection) {
  const fork = await newFork(connection, 'small.xlsx');
  const { formulas_calculated, cells_changed } = await connection.call('recalculate', fork);
  assert.deepEqual({ formulas_calculated, cells_changed }, { formulas_calculated: 3, cells_changed: 3 });
}

// A stack whose workspace has the workbooks of these tests, and a connected client. No workbook stays open, so that every process
// is one of a calculation.
async function start({ recalcFlags = [], ...flags } = {}) {
  const stack = await Stack.start({ recalcFlags: ['--max_open_documents=0', ...recalcFlags], ...flags });
  writeWorkbook(path.join(stack.workspace, 'small.xlsx'), rowsToCalculate(3));
  writeWorkbook(path.join(stack.workspace, 'large.xlsx'), rowsToCalculate(100000));
  writeSlowWorkbook(path.join(stack.workspace, 'slow.xlsx'));
  const connection = await connect('sdk 1.x', { url: stack.url });
  return {
    stack,
    connection,
    async stop() {
      await connection.close();
      await stack.stop();
    },
  };
}

describe('a worker killed while a recalculation', () => {
  let running;
  before(async () => {
    running = await start({ recalcFlags: ['--max_recalculations=1'] });
    await expectWell(running.connection);
  });
  after(() => running?.stop());

  const killWorker = () => {
    const [pid] = workersOf(running.stack.recalc.pid);
    process.kill(pid, 'SIGKILL');
  };
  const expectCrash = ({ result }) => {
    assert.equal(result.isError, true);
    const { reason, retryable } = result.structuredContent;
    assert.deepEqual({ reason, retryable }, { reason: 'ENGINE_CRASHED', retryable: true });
  };

  test('waits for its turn: the one that runs fails, the one that waits succeeds', async () => {
    const { connection } = running;
    const first = recalculate(connection, await newFork(connection, 'slow.xlsx'));
    await until(() => jobsOf(running.stack.recalc.pid).length > 0, 'the calculation to run');
    const second = recalculate(connection, await newFork(connection, 'small.xlsx'));
    await second.reached('waiting for its turn');
    killWorker();
    expectCrash(await first.end);
    assert.equal((await second.end).result.structuredContent.cells_changed, 3);
  });

  test('fetches the workbook: it succeeds', async () => {
    const { connection, stack } = running;
    const fork = await newFork(connection, 'small.xlsx');
    await stack.workbook.freeze();
    const call = recalculate(connection, fork);
    await call.reached('fetching');
    killWorker();
    stack.workbook.thaw();
    assert.equal((await call.end).result.structuredContent.cells_changed, 3);
  });

  test('waits for the worker to start it: it succeeds on the next one', async () => {
    const { connection, stack } = running;
    const fork = await newFork(connection, 'small.xlsx');
    await running.stack.engineReady();
    const [pid] = workersOf(stack.recalc.pid);
    process.kill(pid, 'SIGSTOP');
    const call = recalculate(connection, fork);
    await until(async () => (await stack.metric('recalc', 'sheetgate_worker_jobs{state="running"}')) === 1, 'the job to be given');
    process.kill(pid, 'SIGKILL');
    assert.equal((await call.end).result.structuredContent.cells_changed, 3);
  });

  // The child may be through with the phase when the kill arrives; then the call succeeds.
  for (const phase of ['loading', 'calculating', 'reading the results']) {
    test(`is ${phase}: all or nothing is stored, and the next call works`, async () => {
      const { connection } = running;
      const fork = await newFork(connection, 'large.xlsx');
      await running.stack.engineReady();
      const call = recalculate(connection, fork);
      await call.reached(phase);
      killWorker();
      const { result } = await call.end;
      if (result.isError) expectCrash({ result });
      const { blocks } = await connection.call('range_values', {
        ...fork,
        sheet_name: 'Sheet1',
        ranges: ['B1:B1', 'B100000:B100000'],
      });
      assert.deepEqual(
        blocks.map((block) => block.rows[0].values[0]),
        result.isError ? [-1, -1] : [2, 200000],
      );
      await expectWell(connection);
    });
  }

  test('calculates without end: ENGINE_CRASHED', async () => {
    const { connection, stack } = running;
    const call = recalculate(connection, await newFork(connection, 'slow.xlsx'));
    await until(() => jobsOf(stack.recalc.pid).length > 0, 'the calculation to run');
    killWorker();
    expectCrash(await call.end);
    await expectWell(connection);
  });
});

describe('a workbook that stays open', () => {
  test('is opened again when its process was killed', async (t) => {
    const { stack, connection, stop } = await start({ recalcFlags: ['--max_open_documents=4'] });
    t.after(stop);
    const fork = await newFork(connection, 'small.xlsx');
    await connection.call('recalculate', fork);
    const [open] = jobsOf(stack.recalc.pid);
    process.kill(open, 'SIGKILL');
    await until(() => jobsOf(stack.recalc.pid).length === 0, 'the process to end');
    const { results } = await connection.call('evaluate_scenarios', {
      ...fork, scenarios: [{ inputs: [{ target: 'A1', value: 21 }] }], outputs: ['B1'],
    });
    assert.deepEqual(results[0].values, [42]);
    assert.equal(await stack.metric('recalc', 'sheetgate_open_documents '), 1);
  });

  test('ends with the service', async (t) => {
    const { stack, connection, stop } = await start({ recalcFlags: ['--max_open_documents=4'] });
    t.after(stop);
    await connection.call('recalculate', await newFork(connection, 'small.xlsx'));
    const open = descendants(stack.recalc.pid);
    assert.ok(open.length >= 2, 'a worker and a document');
    await stack.recalc.kill('SIGKILL');
    await until(() => open.every((pid) => !fs.existsSync(`/proc/${pid}`)), 'all to end');
  });
});

describe('a recalculation that', () => {
  test('never ends is stopped at its deadline', async (t) => {
    const { stack, connection, stop } = await start({ recalcFlags: ['--recalc_run_timeout=2s'] });
    t.after(stop);
    await stack.engineReady();
    const error = await connection.error('recalculate', await newFork(connection, 'slow.xlsx'));
    assert.equal(error.reason, 'ENGINE_TIMEOUT');
    await until(() => jobsOf(stack.recalc.pid).length === 0, 'the process to end');
    assert.equal(await stack.metric('recalc', 'sheetgate_worker_kills_total{cause="timeout"}'), 1);
    await expectWell(connection);
  });

  test('needs too much memory changes nothing and says so', async (t) => {
    const { stack, connection, stop } = await start({ recalcFlags: ['--worker_memory_bytes=96MiB'] });
    t.after(stop);
    let rows = '';
    for (let row = 1; row <= 40000; row++) {
      rows += `<row r="${row}"><c r="A${row}"><f>REPT("x",32000)&amp;ROW()</f><v>0</v></c></row>`;
    }
    writeWorkbook(path.join(stack.workspace, 'huge.xlsx'), rows);
    const fork = await newFork(connection, 'huge.xlsx');
    const error = await connection.error('recalculate', fork);
    assert.ok(['ENGINE_LOAD_FAILED', 'ENGINE_CRASHED'].includes(error.reason), error.text);
    await expectWell(connection);
  });
});

describe('a workbook LibreOffice must not see', () => {
  test('is refused before, with the reason', async (t) => {
    const { stack, connection, stop } = await start();
    t.after(stop);
    const parts = unzipSync(new Uint8Array(fs.readFileSync(path.join(stack.workspace, 'small.xlsx'))));
    const sheet = parts['xl/worksheets/sheet1.xml'];
    // LibreOffice would load the rows that are there, without an error.
    const cut = zipSync({ ...parts, 'xl/worksheets/sheet1.xml': sheet.subarray(0, sheet.length - 60) });
    fs.writeFileSync(path.join(stack.workspace, 'cut-off.xlsx'), cut);
    copyFromCorpus('tfussell+xlnt/samples/data/encrypted.xlsx', stack.workspace);
    const { workbooks } = await connection.call('list_workbooks', {});
    for (const [name, reason] of [['cut-off.xlsx', 'FILE_CORRUPT'], ['encrypted.xlsx', 'FILE_ENCRYPTED']]) {
      const { workbook_id } = workbooks.find((workbook) => workbook.path === name);
      const error = await connection.error('screenshot_sheet', { workbook_id, sheet_name: 'Sheet1' });
      assert.equal(error.reason, reason, error.text);
    }
    const fork = await newFork(connection, 'cut-off.xlsx');
    assert.equal((await connection.error('recalculate', fork)).reason, 'FILE_CORRUPT');
    await expectWell(connection);
  });
});

describe('workers that keep dying', () => {
  test('open the breaker, health says so, and it closes when they start again', async (t) => {
    const directory = temporaryDirectory();
    const script = path.join(directory, 'worker');
    const install = (command) => {
      fs.writeFileSync(`${script}.new`, `#!/bin/sh\n${command}\n`, { mode: 0o755 });
      fs.renameSync(`${script}.new`, script);
    };
    install('exit 7');
    const { stack, connection, stop } = await start({ recalcFlags: [`--lo_worker=${script}`] });
    t.after(stop);
    await until(async () => /degraded, its workers keep dying since/.test(await stack.engineState()), 'the breaker to open');
    assert.match(await stack.engineState(), /^ok\n/, 'the service can still be reached');
    assert.equal(await stack.metric('recalc', 'sheetgate_worker_breaker_open'), 1);
    const error = await connection.error('recalculate', await newFork(connection, 'small.xlsx'));
    assert.equal(error.reason, 'ENGINE_CRASHED');
    assert.ok(error.detail.retry_after_ms > 0);
    assert.match(error.text, /keep dying/);
    install(`exec ${path.join(binDir, worker)} "$@"`);
    await stack.engineReady();
    assert.equal(await stack.metric('recalc', 'sheetgate_worker_breaker_open'), 0);
    await expectWell(connection);
  });
});

describe('health', () => {
  test('says what to install where LibreOffice is missing', async (t) => {
    const { stack, stop } = await start({ recalcFlags: ['--libreoffice_dir=/nonexistent'] });
    t.after(stop);
    await until(async () => /engine: not installed; .*libreoffice-calc-nogui/.test(await stack.engineState()), 'the detail');
    assert.match(await stack.engineState(), /^ok\n/);
  });
});

describe('a hundred queued recalculations, half of them cancelled', () => {
  test('leave no process, descriptor or permit behind', async (t) => {
    const { stack, connection, stop } = await start({
      gatewayFlags: ['--max_concurrent_requests=200'],
      recalcFlags: ['--max_queued_recalculations=200', '--recalc_max_calls=200'],
    });
    t.after(stop);
    const gauge = (name) => stack.metric('recalc', name);
    const descriptors = () => fs.readdirSync(`/proc/${stack.recalc.pid}/fd`).length;
    await expectWell(connection);
    const calculated = await newFork(connection, 'small.xlsx');
    await connection.call('recalculate', calculated);
    const slow = [await newFork(connection, 'slow.xlsx'), await newFork(connection, 'slow.xlsx')];
    await until(() => jobsOf(stack.recalc.pid).length === 0, 'the processes to end');
    const before = { descriptors: descriptors(), workers: descendants(stack.recalc.pid) };

    const blockers = new AbortController();
    const blocked = slow.map((fork) => recalculate(connection, fork, { signal: blockers.signal }));
    await until(() => jobsOf(stack.recalc.pid).length === 2, 'both permits to be used');
    const impatient = new AbortController();
    const calls = Array.from({ length: 100 }, (_, index) =>
      recalculate(connection, calculated, index % 2 ? { signal: impatient.signal } : {}),
    );
    await until(async () => (await gauge('sheetgate_recalc_queued ')) === 100, 'all to be queued');
    impatient.abort();
    await until(async () => (await gauge('sheetgate_recalc_queued ')) === 50, 'half to be gone');
    blockers.abort();
    await Promise.all(blocked.map(({ end }) => end));
    const ends = await Promise.all(calls.map(({ end }) => end));
    for (const [index, { result, error }] of ends.entries()) {
      if (index % 2) assert.ok(error, 'the caller sees the cancellation');
      else assert.equal(result.structuredContent.cells_changed, 0, JSON.stringify(result));
    }
    await until(async () => (await gauge('sheetgate_recalc_running ')) === 0, 'the permits to be given back');
    assert.equal(await gauge('sheetgate_recalc_queued '), 0);
    await until(async () => (await gauge('sheetgate_worker_jobs{state="running"}')) === 0, 'the jobs to end');
    await until(() => jobsOf(stack.recalc.pid).length === 0, 'the processes to end');
    assert.deepEqual(descendants(stack.recalc.pid), before.workers);
    await until(() => descriptors() <= before.descriptors, 'the descriptors to be closed');
    assert.equal(await gauge('sheetgate_worker_restarts_total'), 0);
  });
});

describe('recalc-service killed with -9', () => {
  test('leaves no LibreOffice process, and the next one removes its files', async (t) => {
    const temporary = temporaryDirectory();
    const left = () => fs.readdirSync(temporary).filter((name) => name.startsWith('sheetgate-workers-'));
    const { stack, connection, stop } = await start({ env: { TMPDIR: temporary } });
    t.after(stop);
    const call = recalculate(connection, await newFork(connection, 'slow.xlsx'));
    await until(() => jobsOf(stack.recalc.pid).length > 0, 'the calculation to run');
    const orphans = descendants(stack.recalc.pid);
    const [directory] = left();
    await stack.recalc.kill('SIGKILL');
    const { result } = await call.end;
    assert.equal(result.isError, true);
    assert.equal(result.structuredContent.code, 'UNAVAILABLE');
    await until(() => orphans.every((pid) => !fs.existsSync(`/proc/${pid}`)), 'the workers to end');
    stack.startRecalc();
    await stack.engineReady();
    assert.equal(left().length, 1);
    assert.ok(!left().includes(directory));
    await stack.ready();
    await expectWell(connection);
    await stop();
    assert.deepEqual(left(), []);
  });
});
