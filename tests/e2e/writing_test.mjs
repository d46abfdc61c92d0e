// Tools that write many cells, on corpus workbooks through the gateway: what is saved is read back by openpyxl and
// calculated by LibreOffice, and undo gives the file back byte for byte.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { describe, test } from 'node:test';

import { useStack } from './support/suite.mjs';
import { partsOf, sha256 } from './support/workbooks.mjs';

const marks = 'PacktPublishing+Hands-On-Financial-Modeling-with-Microsoft-Excel-2019/Marks.xlsx';

// What openpyxl reads in cells of a sheet: formulas or values.
function openpyxl(file, sheet, addresses) {
  const code = `import json, sys, openpyxl
book = openpyxl.load_workbook(sys.argv[1])
print(json.dumps([book[sys.argv[2]][a].value for a in sys.argv[3:]], default=str))`;
  return JSON.parse(execFileSync('/usr/bin/python3', ['-c', code, file, sheet, ...addresses], { encoding: 'utf8' }));
}

describe('writing many cells', () => {
  const suite = useStack();
  const { call, newFork, saved } = suite;

  async function column(workbook_id, sheet_name, range) {
    const { blocks } = await call('range_values', { workbook_id, sheet_name, ranges: [range] });
    return blocks[0].rows.map((row) => row.values[0]);
  }
  // Undoes everything and compares with the file the fork came from.
  async function expectUndoGivesBack(fork, name) {
    const { undo_steps: steps } = await call('history', { workbook_id: fork });
    await call('undo', { workbook_id: fork, steps });
    const back = await saved(fork, `back-${fork}.xlsx`);
    assert.equal(sha256(back), sha256(path.join(suite.stack.workspace, name)));
  }
  // Every batch tool refuses an old revision and repeats a request's first result.
  async function expectSafeToRepeat(tool, args) {
    const request = { ...args, request_id: `e2e-${tool}` };
    const first = await call(tool, request);
    assert.deepEqual(await call(tool, request), first);
    const error = await suite.connection.error(tool, { ...args, expected_revision: first.previous_revision });
    assert.equal(error.reason, 'REVISION_CONFLICT');
    return first;
  }

  test('transform_batch sorts a sheet with formulas, which LibreOffice calculates as before', async () => {
    const { name, fork } = await newFork(marks);
    const names = await column(fork, 'Grades', 'B2:B6');
    const totals = await column(fork, 'Grades', 'K2:K6');
    const operations = [{
      kind: 'sort_range', sheet_name: 'Grades', range: 'A2:N6', keys: [{ column: 'K', descending: true }],
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
    const error = await suite.connection.error('transform_batch', {
      workbook_id: fork, operations: [on('fill', { range: 'A1', value: 1 }), on('fill', { range: 'A1:A2', formula: '=1+' })],
    });
    assert.equal(error.reason, 'INVALID_FORMULA');
    assert.match(error.text, /Grades!A1/);
    await expectUndoGivesBack(fork, name);
  });

  test('apply_formula_pattern and replace_in_formulas change what LibreOffice calculates', async () => {
    const { name, fork } = await newFork(marks);
    const filled = await expectSafeToRepeat('apply_formula_pattern', {
      workbook_id: fork, sheet_name: 'Grades', target_range: 'AA2:AA6', base_formula: '=K2*2', fill_direction: 'down',
    });
    assert.equal(filled.cells_filled, 5);
    assert.equal(filled.last_formula, '=K6*2');
    const wide = await suite.connection.error('apply_formula_pattern', {
      workbook_id: fork, sheet_name: 'Grades', target_range: 'AA2:AB6', base_formula: '=K2*2', fill_direction: 'down',
    });
    assert.match(wide.text, /target_range: AA2:AB6 has 2 columns/);
    const replaced = await expectSafeToRepeat('replace_in_formulas', {
      workbook_id: fork, sheet_name: 'Grades', range: 'AA2:AA6', find: '2', replace_with: '3',
    });
    assert.equal(replaced.formulas_changed, 5);
    await call('recalculate', { workbook_id: fork });
    const totals = await column(fork, 'Grades', 'K2:K6');
    assert.deepEqual(await column(fork, 'Grades', 'AA2:AA6'), totals.map((total) => total * 3));
    const error = await suite.connection.error('replace_in_formulas', {
      workbook_id: fork, find: '3', replace_with: '3*', sheet_name: 'Grades', range: 'AA2:AA6',
    });
    assert.equal(error.reason, 'INVALID_FORMULA');
    const file = await saved(fork, `filled-${name}`);
    assert.deepEqual(openpyxl(file, 'Grades', ['AA2', 'AA6']), ['=K2*3', '=K6*3']);
    await expectUndoGivesBack(fork, name);
  });

  test('edit_batch writes rich text, and formulas that do not parse as formula_policy says', async () => {
    const { name, fork } = await newFork(marks);
    const edits = [
      { address: 'AA1', runs: [{ text: 'Net ' }, { text: 'loss', bold: true, font_color: 'C00000' }, { text: ' & more ' }] },
      { address: 'AA2', runs: [{ text: 'x' }, { text: '2', vertical_align: 'superscript' }] },
      { address: 'AA3', runs: [{ text: 'plain ' }, { text: 'text' }] },
      { address: 'AA4', formula: '=LEN(AA1)' },
      { address: 'AA5', formula: '=SUM(AA4' },
    ];
    const refused = await suite.connection.error('edit_batch', { workbook_id: fork, sheet_name: 'Grades', edits });
    assert.equal(refused.reason, 'INVALID_FORMULA');
    const done = await expectSafeToRepeat('edit_batch', { workbook_id: fork, sheet_name: 'Grades', edits, formula_policy: 'warn' });
    assert.equal(done.edits_applied, 4);
    assert.deepEqual(done.formula_diagnostics.groups[0].cells, ['Grades!AA5']);
    await call('recalculate', { workbook_id: fork });
    assert.deepEqual(await column(fork, 'Grades', 'AA1:AA4'), ['Net loss & more ', 'x2', 'plain text', 16]);
    const { changes } = await call('get_changeset', { workbook_id: fork, sheet_name: 'Grades', kinds: ['added'] });
    assert.equal(changes[0].new_value, 'Net loss & more ');
    const { revisions } = await call('get_edits', { workbook_id: fork, kind: 'edit' });
    assert.deepEqual(revisions[0].operations[0].runs[1], { text: 'loss', bold: true, font_color: 'C00000' });

    const file = await saved(fork, `rich-${name}`);
    assert.deepEqual(openpyxl(file, 'Grades', ['AA1', 'AA2', 'AA3', 'AA5']), ['Net loss & more ', 'x2', 'plain text', null]);
    const sheets = Object.entries(partsOf(file)).filter(([part]) => part.startsWith('xl/worksheets/sheet'));
    const xml = sheets.map(([, bytes]) => Buffer.from(bytes).toString()).join();
    const cell = (address) => xml.match(new RegExp(`<c r="${address}"[^>]*>(.*?)</c>`))[1];
    assert.match(cell('AA1'), /^<is><r><t xml:space="preserve">Net <\/t><\/r><r><rPr><rFont val="[^"]+"\/>.*<color rgb="FFC00000"\/><sz val="[^"]+"\/>/);
    assert.match(cell('AA2'), /<vertAlign val="superscript"\/>/);
    assert.doesNotMatch(cell('AA3'), /<r>/);
    await expectUndoGivesBack(fork, name);
  });

  test('append_rows and clone_rows grow a list above its totals', async () => {
    const { name, fork } = await newFork(marks);
    await call('structure_batch', { workbook_id: fork, operations: [{ kind: 'create_sheet', sheet_name: 'Costs' }] });
    const written = await expectSafeToRepeat('import_csv', {
      workbook_id: fork, sheet_name: 'Costs', text: 'Item;Cost\nRent;1.200,50\nFood;300\nTotal;\n', decimal_separator: ',',
    });
    assert.equal(written.delimiter, 'semicolon');
    await call('edit_batch', { workbook_id: fork, sheet_name: 'Costs', edits: [{ address: 'B4', formula: '=SUM(B2:B3)' }] });
    const appended = await expectSafeToRepeat('append_rows', {
      workbook_id: fork, sheet_name: 'Costs', range: 'A1:B4', rows: [{ values: ['Car', 99.5] }], copy_formats: true,
    });
    assert.equal(appended.footer_row, 5);
    const cloned = await expectSafeToRepeat('clone_rows', {
      workbook_id: fork, sheet_name: 'Costs', source_rows: '4', patches: [{ address: 'A4', value: 'Bus' }], expand_adjacent_sums: true,
    });
    assert.equal(cloned.rows, '5:5');
    assert.deepEqual(cloned.patch_targets, ['B5']);
    await call('recalculate', { workbook_id: fork });
    assert.deepEqual(await column(fork, 'Costs', 'B2:B6'), [1200.5, 300, 99.5, 99.5, 1699.5]);
    const file = await saved(fork, `grown-${name}`);
    assert.deepEqual(openpyxl(file, 'Costs', ['A5', 'B6']), ['Bus', '=SUM(B2:B5)']);
    await expectUndoGivesBack(fork, name);
  });

  test('grid_import writes what grid_export gave', async () => {
    const { name, fork } = await newFork(marks);
    await call('structure_batch', { workbook_id: fork, operations: [{ kind: 'create_sheet', sheet_name: 'Copy' }] });
    const grid = await call('grid_export', { workbook_id: fork, sheet_name: 'Grades', range: 'A1:K6' });
    const done = await expectSafeToRepeat('grid_import', { workbook_id: fork, sheet_name: 'Copy', anchor: 'A1', grid });
    assert.ok(done.formulas_written > 0);
    await call('recalculate', { workbook_id: fork });
    assert.deepEqual(await column(fork, 'Copy', 'K2:K6'), await column(fork, 'Grades', 'K2:K6'));
    const file = await saved(fork, `copied-${name}`);
    assert.deepEqual(openpyxl(file, 'Copy', ['A1', 'K2']), openpyxl(file, 'Grades', ['A1', 'K2']));
    await expectUndoGivesBack(fork, name);
  });
});
