// Tools that write many cells, on corpus workbooks through the gateway: what is saved is read back by openpyxl and
// calculated by LibreOffice, and undo gives the file back byte for byte.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';

import { connect } from './support/clients.mjs';
import { Stack } from './support/processes.mjs';
import { copyFromCorpus, sha256 } from './support/workbooks.mjs';

const clientKind = 'client 2.x pinned to 2026-07-28';
const marks = 'PacktPublishing+Hands-On-Financial-Modeling-with-Microsoft-Excel-2019/Marks.xlsx';

// What openpyxl reads in cells of a sheet: formulas or values.
function openpyxl(file, sheet, addresses) {
  const code = `import json, sys, openpyxl
book = openpyxl.load_workbook(sys.argv[1])
print(json.dumps([book[sys.argv[2]][a].value for a in sys.argv[3:]], default=str))`;
  return JSON.parse(execFileSync('/usr/bin/python3', ['-c', code, file, sheet, ...addresses], { encoding: 'utf8' }));
}

describe('writing many cells', () => {
  let stack;
  let connection;
  before(async () => {
    stack = await Stack.start({});
    connection = await connect(clientKind, { url: stack.url });
  });
  after(async () => {
    await connection?.close();
    await stack?.stop();
  });

  const call = (name, args) => connection.call(name, args);

  async function newFork(file) {
    const name = copyFromCorpus(file, stack.workspace);
    const { workbooks } = await call('list_workbooks', { path_glob: name });
    const { fork } = await call('create_fork', { workbook_id: workbooks[0].workbook_id });
    return { name, fork: fork.workbook_id };
  }
  async function column(workbook_id, sheet_name, range) {
    const { blocks } = await call('range_values', { workbook_id, sheet_name, ranges: [range] });
    return blocks[0].rows.map((row) => row.values[0]);
  }
  async function saved(fork, file) {
    await call('save_fork', { workbook_id: fork, path: file });
    return path.join(stack.workspace, file);
  }
  // Undoes everything and compares with the file the fork came from.
  async function expectUndoGivesBack(fork, name) {
    const { undo_steps: steps } = await call('history', { workbook_id: fork });
    await call('undo', { workbook_id: fork, steps });
    const back = await saved(fork, `back-${name}`);
    assert.equal(sha256(back), sha256(path.join(stack.workspace, name)));
  }
  // Every batch tool refuses an old revision and repeats a request's first result.
  async function expectSafeToRepeat(tool, args) {
    const request = { ...args, request_id: `e2e-${tool}` };
    const first = await call(tool, request);
    assert.deepEqual(await call(tool, request), first);
    const error = await connection.error(tool, { ...args, expected_revision: first.previous_revision });
    assert.equal(error.reason, 'REVISION_CONFLICT');
    return first;
  }

  test('transform_batch sorts a sheet with formulas, which LibreOffice calculates as before', async () => {
    const { name, fork } = await newFork(marks);
    const { sheets } = await call('list_sheets', { workbook_id: fork });
    const used = sheets.find((sheet) => sheet.sheet_name === 'Grades').used_range;
    const names = await column(fork, 'Grades', 'B2:B6');
    const totals = await column(fork, 'Grades', 'K2:K6');
    assert.ok(used, 'the sheet has cells');
    const width = used.split(':')[1].replace(/\d+/, '');
    const operations = [{
      kind: 'sort_range', sheet_name: 'Grades', range: `A2:${width}6`, keys: [{ column: 'K', descending: true }],
    }];
    const done = await expectSafeToRepeat('transform_batch', { workbook_id: fork, operations });
    assert.equal(done.results[0].kind, 'sort_range');
    await call('recalculate', { workbook_id: fork });
    const order = totals.map((total, i) => [total, i]).sort((a, b) => b[0] - a[0] || a[1] - b[1]).map(([, i]) => i);
    assert.deepEqual(await column(fork, 'Grades', 'B2:B6'), order.map((i) => names[i]));
    assert.deepEqual(await column(fork, 'Grades', 'K2:K6'), order.map((i) => totals[i]));
    const file = await saved(fork, `sorted-${name}`);
    assert.deepEqual(openpyxl(file, 'Grades', ['B2', 'B3']), order.slice(0, 2).map((i) => names[i]));
    await expectUndoGivesBack(fork, name);
  });

  test('transform_batch makes numbers of texts, fills, replaces and transposes', async () => {
    const { name, fork } = await newFork(marks);
    const on = (kind, fields) => ({ kind, sheet_name: 'Grades', ...fields });
    const done = await call('transform_batch', {
      workbook_id: fork,
      operations: [
        on('write_matrix', { anchor: 'AA1', rows: [{ values: ['1,200.50', '(3)', null] }, { values: [true, { date: '2026-01-31' }], formulas: ['', '', '=2*3'] }] }),
        on('text_to_number', { range: 'AA1:AC1' }),
        on('transpose', { range: 'AA1:AB2', anchor: 'AF1' }),
        on('fill', { range: 'AH1:AH3', formula: '=AF1*$AF$2' }),
        on('replace', { range: 'AA1', find: '.5', replace_with: '.75' }),
        on('clear', { range: 'AB1' }),
      ],
    });
    assert.equal(done.results[1].cells_written, 2);
    const file = await saved(fork, `transformed-${name}`);
    assert.deepEqual(openpyxl(file, 'Grades', ['AA1', 'AB1', 'AC2', 'AF1', 'AF2', 'AG1', 'AG2', 'AH2']),
      [1200.75, null, '=2*3', 1200.5, -3, true, '2026-01-31 00:00:00', '=AF2*$AF$2']);
    const error = await connection.error('transform_batch', {
      workbook_id: fork, operations: [on('fill', { range: 'A1', value: 1 }), on('fill', { range: 'A1:A2', formula: '=1+' })],
    });
    assert.equal(error.reason, 'INVALID_FORMULA');
    assert.match(error.text, /Grades!A1/);
    await expectUndoGivesBack(fork, name);
  });
});
