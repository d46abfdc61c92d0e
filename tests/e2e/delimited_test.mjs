// A csv file as a workbook, through the gateway: listed, read, forked, edited, recalculated, saved as .xlsx, read again.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';

import { connect } from './support/clients.mjs';
import { Stack } from './support/processes.mjs';
import { partsOf } from './support/workbooks.mjs';

const sales = [
  'Item;Amount;Due;Note',
  'Rent;1000;2026-01-31;"paid; late"',
  'Food;500.50;2026-02-28 12:30;=2+2',
  'Code;00123;31.01.2026;"two',
  'lines"',
  '',
].join('\r\n');

describe('a csv file', () => {
  let stack;
  let connection;
  let entry;
  before(async () => {
    stack = await Stack.start();
    fs.writeFileSync(path.join(stack.workspace, 'sales.csv'), `\uFEFF${sales}`);
    connection = await connect('client 2.x auto', { url: stack.url });
    const { workbooks } = await connection.call('list_workbooks', { path_glob: '*.csv' });
    assert.deepEqual(workbooks.map((workbook) => workbook.path), ['sales.csv']);
    [entry] = workbooks;
  });
  after(async () => {
    await connection?.close();
    await stack?.stop();
  });

  const rowsOf = async (workbook_id) => {
    const { rows } = await connection.call('sheet_page', { workbook_id, sheet_name: 'Sheet1' });
    return rows.map((row) => row.values);
  };

  test('is read with its types', async () => {
    const described = await connection.call('describe_workbook', { workbook_id: entry.workbook_id });
    assert.equal(described.format, 'csv');
    assert.deepEqual(described.sheet_names, ['Sheet1']);
    assert.deepEqual(await rowsOf(entry.workbook_id), [
      ['Item', 'Amount', 'Due', 'Note'],
      ['Rent', 1000, '2026-01-31', 'paid; late'],
      ['Food', 500.5, '2026-02-28T12:30:00', '=2+2'],
      ['Code', '00123', '31.01.2026', 'two\nlines'],
    ]);
  });

  test('is forked, edited, recalculated and saved as .xlsx', async () => {
    const { fork } = await connection.call('create_fork', { workbook_id: entry.workbook_id });
    const workbook_id = fork.workbook_id;
    await connection.call('edit_batch', {
      workbook_id,
      sheet_name: 'Sheet1',
      edits: [
        { address: 'B2', value: 1200 },
        { address: 'B5', formula: '=SUM(B2:B3)' },
      ],
    });
    await connection.call('recalculate', { workbook_id });
    const { changes } = await connection.call('get_changeset', { workbook_id });
    assert.deepEqual(changes.map((change) => change.address).sort(), ['B2', 'B5']);

    for (const target of [{}, { path: 'sales.csv', overwrite: true }, { path: 'other.tsv' }]) {
      const error = await connection.error('save_fork', { workbook_id, ...target });
      assert.equal(error.reason, 'INVALID_PATH', error.text);
      assert.match(error.text, /use a path such as (sales|other)\.xlsx/);
    }
    const saved = await connection.call('save_fork', { workbook_id, path: 'results/sales.xlsx' });
    assert.equal(saved.stale_values, false);
    const described = await connection.call('describe_workbook', { workbook_id: saved.workbook_id });
    assert.equal(described.format, 'xlsx');
    const rows = await rowsOf(saved.workbook_id);
    assert.deepEqual(rows[1].slice(0, 3), ['Rent', 1200, '2026-01-31']);
    assert.equal(rows[4][1], 1700.5);
    assert.ok(partsOf(path.join(stack.workspace, 'results/sales.xlsx'))['xl/workbook.xml'], 'it is a package');
    assert.equal(fs.readFileSync(path.join(stack.workspace, 'sales.csv'), 'utf8'), `\uFEFF${sales}`, 'the csv is untouched');
  });

  test('with a quote that is never closed is refused with the line', async () => {
    fs.writeFileSync(path.join(stack.workspace, 'broken.csv'), 'a,b\n1,"open\n2,3\n');
    const { workbooks } = await connection.call('list_workbooks', { path_glob: 'broken.csv' });
    const error = await connection.error('describe_workbook', { workbook_id: workbooks[0].workbook_id });
    assert.equal(error.reason, 'FILE_CORRUPT', error.text);
    assert.match(error.text, /line 2 is never closed/);
  });
});
