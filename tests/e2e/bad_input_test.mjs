// Bad files and bad arguments: each gets an error with reason, place and an example that works.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';

import { strToU8, unzipSync, zipSync } from 'fflate';

import { connect } from './support/clients.mjs';
import { jobs } from './support/main_job.mjs';
import { Stack, temporaryDirectory } from './support/processes.mjs';
import { copyFromCorpus, corpusFile } from './support/workbooks.mjs';

describe('bad input', () => {
  let stack;
  let connection;
  let idOf;
  before(async () => {
    stack = await Stack.start();
    const good = fs.readFileSync(corpusFile(jobs[0].file));
    const write = (name, bytes) => fs.writeFileSync(path.join(stack.workspace, name), bytes);
    write('good.xlsx', good);
    write('text.xlsx', 'name,amount\nrent,100\n');
    write('empty.xlsx', '');
    write('truncated.xlsx', good.subarray(0, good.length - 2000));
    const parts = unzipSync(new Uint8Array(good));
    const sheet = Buffer.from(parts['xl/worksheets/sheet1.xml']);
    write('cut-off.xlsx', zipSync({ ...parts, 'xl/worksheets/sheet1.xml': sheet.subarray(0, sheet.length / 2) }));
    write('bomb.xlsx', zipSync({ ...parts, 'xl/worksheets/sheet1.xml': strToU8(`<worksheet><sheetData>${' '.repeat(64 << 20)}</sheetData></worksheet>`) }));
    copyFromCorpus('tfussell+xlnt/samples/data/encrypted.xlsx', stack.workspace);
    fs.copyFileSync(corpusFile('mini-software+MiniExcel/tests/data/xlsx/TestIssue272.xlsx'), path.join(stack.workspace, 'old.xlsx'));
    connection = await connect('sdk 1.x', { url: stack.url });
    const { workbooks } = await connection.call('list_workbooks', {});
    idOf = Object.fromEntries(workbooks.map((workbook) => [workbook.path, workbook.workbook_id]));
  });
  after(async () => {
    await connection?.close();
    await stack?.stop();
  });

  const files = {
    'text.xlsx': 'NOT_A_WORKBOOK',
    'empty.xlsx': 'NOT_A_WORKBOOK',
    'truncated.xlsx': 'FILE_CORRUPT',
    'encrypted.xlsx': 'FILE_ENCRYPTED',
    'old.xlsx': 'UNSUPPORTED_FORMAT',
    'bomb.xlsx': 'ZIP_BOMB',
  };
  for (const [name, reason] of Object.entries(files)) {
    test(`${name}: ${reason}`, async () => {
      const error = await connection.error('list_sheets', { workbook_id: idOf[name] });
      assert.equal(error.reason, reason, error.text);
      assert.ok(error.text.length > 40, 'the message says what to do');
      assert.ok(!error.text.includes(stack.workspace), 'no path of the server');
    });
  }

  test('a sheet cut off in the middle is FILE_CORRUPT with part and offset', async () => {
    const error = await connection.error('sheet_page', { workbook_id: idOf['cut-off.xlsx'], sheet_name: 'Sheet1' });
    assert.equal(error.reason, 'FILE_CORRUPT');
    assert.match(error.text, /sheet1\.xml.*\d/);
  });

  const workbook = () => idOf['good.xlsx'];
  const calls = [
    ['unknown workbook', 'list_sheets', () => ({ workbook_id: 'wb-none' }), 'WORKBOOK_NOT_FOUND', /list_workbooks/],
    ['unknown sheet', 'sheet_page', () => ({ workbook_id: workbook(), sheet_name: 'Shet1' }), 'SHEET_NOT_FOUND', /Sheet1/],
    ['bad range', 'range_values', () => ({ workbook_id: workbook(), sheet_name: 'Sheet1', ranges: ['A1:'] }), 'INVALID_RANGE', /A1:C10/],
    ['range beyond the sheet', 'range_values', () => ({ workbook_id: workbook(), sheet_name: 'Sheet1', ranges: ['XFE1'] }), 'INVALID_RANGE', /XFD/],
    ['unknown argument', 'sheet_page', () => ({ workbook_id: workbook(), sheetname: 'Sheet1' }), 'UNKNOWN_ARGUMENT', /sheet_name/],
    ['missing argument', 'sheet_page', () => ({ workbook_id: workbook() }), 'MISSING_ARGUMENT', /sheet_name/],
    ['wrong type', 'sheet_page', () => ({ workbook_id: workbook(), sheet_name: 'Sheet1', start_row: 'two' }), 'INVALID_ARGUMENT', /start_row/],
    ['too many cells to inspect', 'inspect_cells', () => ({ workbook_id: workbook(), sheet_name: 'Sheet1', targets: ['A1:Z100'] }), 'LIMIT_EXCEEDED', /200/],
    ['tampered page token', 'list_workbooks', () => ({ page_token: 'AAAA' }), 'INVALID_PAGE_TOKEN', /page_token/],
    ['unknown revision', 'list_sheets', () => ({ workbook_id: workbook(), revision: 'rev-none' }), 'REVISION_NOT_FOUND', /rev-none/],
    ['edit of a file', 'edit_batch', () => ({ workbook_id: workbook(), sheet_name: 'Sheet1', edits: [{ address: 'A1', value: 1 }] }), 'WORKBOOK_READ_ONLY', /create_fork/],
    ['recalculation of a file', 'recalculate', () => ({ workbook_id: workbook() }), 'WORKBOOK_READ_ONLY', /create_fork/],
  ];
  for (const [what, tool, args, reason, hint] of calls) {
    test(`${what}: ${reason}`, async () => {
      const error = await connection.error(tool, args());
      assert.equal(error.reason, reason, error.text);
      assert.match(error.text, hint);
    });
  }

  test('edits are checked one by one and none is written', async () => {
    const { fork } = await connection.call('create_fork', { workbook_id: workbook() });
    const edit = (edits) => connection.error('edit_batch', { workbook_id: fork.workbook_id, sheet_name: 'Sheet1', edits });
    const ok = { address: 'A1', value: 1 };
    const bad = [
      [[ok, { address: 'A0', value: 1 }], 'INVALID_ADDRESS'],
      [[ok, { address: 'XFE1', value: 1 }], 'INVALID_ADDRESS'],
      [[ok, { address: 'B2', formula: '=SUM(A1' }], 'INVALID_FORMULA'],
      [[ok, { address: 'B2' }], 'INVALID_ARGUMENT'],
      [[ok, { address: 'B2', value: 1, formula: '=1' }], 'INVALID_ARGUMENT'],
      [[ok, { address: 'B2', value: 1, sheet_name: 'Nope' }], 'SHEET_NOT_FOUND'],
      [[ok, { address: 'B2', value: { date: 'tomorrow' } }], 'INVALID_ARGUMENT'],
      [Array.from({ length: 1001 }, () => ok), 'LIMIT_EXCEEDED'],
    ];
    for (const [edits, reason] of bad) {
      const error = await edit(edits);
      assert.equal(error.reason, reason, error.text);
    }
    const { changes = [] } = await connection.call('get_changeset', { workbook_id: fork.workbook_id });
    assert.deepEqual(changes, []);
  });

  test('no path leads out of the workspace', async () => {
    const outside = temporaryDirectory();
    fs.symlinkSync(outside, path.join(stack.workspace, 'link'));
    fs.writeFileSync(path.join(outside, 'victim.xlsx'), 'precious');
    fs.symlinkSync(path.join(outside, 'victim.xlsx'), path.join(stack.workspace, 'victim.xlsx'));
    const { fork } = await connection.call('create_fork', { workbook_id: workbook() });
    for (const target of ['../out.xlsx', '/tmp/out.xlsx', 'a/../../out.xlsx', 'link/out.xlsx', 'victim.xlsx']) {
      const error = await connection.error('save_fork', { workbook_id: fork.workbook_id, path: target, overwrite: true });
      assert.equal(error.reason, 'PATH_OUTSIDE_WORKSPACE', `${target}: ${error.text}`);
    }
    assert.deepEqual(fs.readdirSync(outside), ['victim.xlsx']);
    assert.equal(fs.readFileSync(path.join(outside, 'victim.xlsx'), 'utf8'), 'precious');
  });

  test('saving refuses an existing file, another format and a changed base', async () => {
    fs.copyFileSync(path.join(stack.workspace, 'good.xlsx'), path.join(stack.workspace, 'base.xlsx'));
    const { workbooks } = await connection.call('list_workbooks', { path_glob: 'base.xlsx' });
    const { fork } = await connection.call('create_fork', { workbook_id: workbooks[0].workbook_id });
    const workbook_id = fork.workbook_id;
    await connection.call('edit_batch', { workbook_id, sheet_name: 'Sheet1', edits: [{ address: 'A1', value: 'mine' }] });
    assert.equal((await connection.error('save_fork', { workbook_id, path: 'good.xlsx' })).reason, 'FILE_EXISTS');
    assert.equal((await connection.error('save_fork', { workbook_id, path: 'new.xlsm' })).reason, 'INVALID_PATH');
    fs.copyFileSync(corpusFile(jobs[1].file), path.join(stack.workspace, 'base.xlsx'));
    assert.equal((await connection.error('save_fork', { workbook_id })).reason, 'BASE_CHANGED');
    const saved = await connection.call('save_fork', { workbook_id, ignore_base_changes: true });
    assert.equal(saved.path, 'base.xlsx');
  });

  test('an unknown tool is a protocol error that names the nearest', async () => {
    await assert.rejects(connection.callRaw('list_sheet', {}), /list_sheets/);
  });
});
