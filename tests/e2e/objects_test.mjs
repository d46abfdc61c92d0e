// What lives around the cells, changed through the gateway on corpus workbooks: names, rules, tables, links and notes. openpyxl
// reads what is saved, LibreOffice calculates it, undo gives the file back byte for byte.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { describe, test } from 'node:test';

import { jobs } from './support/main_job.mjs';
import { useStack } from './support/suite.mjs';
import { changedParts, sha256 } from './support/workbooks.mjs';

const job = jobs[1]; // Marks.xlsx: a sheet with a header row and numbers
const sheet = job.sheet;

// What the expression `python` makes of the workbook `book` as openpyxl reads it.
function openpyxl(file, python) {
  const code = `import json, sys, openpyxl
book = openpyxl.load_workbook(sys.argv[1])
print(json.dumps(${python}))`;
  return JSON.parse(execFileSync('/usr/bin/python3', ['-c', code, file], { encoding: 'utf8' }));
}

describe('what lives around the cells', () => {
  const suite = useStack();
  const { call, saved } = suite;
  const newFork = () => suite.newFork(job.file);

  // A retry gives the first result, a race is lost, and undo gives the file back.
  async function sound(tool, name, fork, args, others) {
    const first = await call(tool, { workbook_id: fork, request_id: `${tool}-1`, ...args });
    const again = await call(tool, { workbook_id: fork, request_id: `${tool}-1`, ...args });
    assert.equal(again.revision, first.revision);
    const error = await suite.connection.error(tool, {
      workbook_id: fork, expected_revision: first.previous_revision, ...others,
    });
    assert.equal(error.reason, 'REVISION_CONFLICT');
    return first;
  }
  async function undone(name, fork) {
    const { revisions } = await call('history', { workbook_id: fork });
    await call('undo', { workbook_id: fork, steps: revisions.length - 1 });
    const back = await saved(fork, `back-${fork}.xlsx`);
    assert.equal(sha256(back), sha256(path.join(suite.stack.workspace, name)));
  }

  test('names are defined, used, renamed and deleted', async () => {
    const { name, fork } = await newFork();
    const [input, , value] = job.input;
    const absolute = `=${sheet}!$${input[0]}$${input.slice(1)}`;
    const args = { name: 'First.Mark', refers_to: absolute, comment: 'an input' };
    await sound('define_name', name, fork, args, { ...args, name: 'Other' });
    await call('edit_batch', {
      workbook_id: fork, sheet_name: sheet,
      edits: [{ address: input, value }, { address: 'Z1', formula: '=First.Mark*2' }],
    });
    const rename = { name: 'First.Mark', new_name: 'Best.Mark' };
    const renamed = await sound('update_name', name, fork, rename, { name: 'Best.Mark', hidden: true });
    assert.equal(renamed.formulas_rewritten, 1);
    await call('recalculate', { workbook_id: fork });
    const { cells } = await call('inspect_cells', { workbook_id: fork, sheet_name: sheet, targets: ['Z1'] });
    assert.equal(cells[0].value, value * 2, 'LibreOffice knows the new name');
    const file = await saved(fork, 'names.xlsx');
    assert.deepEqual(openpyxl(file, "[book.defined_names['Best.Mark'].attr_text, book.defined_names['Best.Mark'].comment]"),
      [absolute.slice(1), 'an input']);
    const { names } = await call('named_ranges', { workbook_id: fork, name_prefix: 'best' });
    assert.equal(names[0].comment, 'an input');

    const deleted = await sound('delete_name', name, fork, { name: 'Best.Mark' }, { name: 'Best.Mark' });
    assert.equal(deleted.formulas_using, 1);
    const { not_recalculated } = await call('recalculate', { workbook_id: fork });
    assert.ok(not_recalculated.some((skipped) => skipped.address === 'Z1'), 'the formula is told to have no name to use');
    const after = await call('inspect_cells', { workbook_id: fork, sheet_name: sheet, targets: ['Z1'] });
    assert.equal(after.cells[0].formula, '=Best.Mark*2');
    await undone(name, fork);
  });

  test('validations and conditional formats are written as other readers know them', async () => {
    const { name, fork } = await newFork();
    const operations = [
      {
        kind: 'set_data_validation', sheet_name: sheet, ranges: ['C2:C9'],
        validation: { type: 'whole', operator: 'between', formula1: '0', formula2: '100', error_title: 'Mark', error: '0 to 100' },
      },
      { kind: 'set_data_validation', sheet_name: sheet, ranges: ['C4'], validation: { type: 'list', values: ['1', '2'] } },
      {
        kind: 'add_conditional_format', sheet_name: sheet, ranges: ['C2:C9'],
        format: { type: 'cellIs', operator: 'lessThan', formulas: ['50'], look: { fill_color: 'FFC7CE', font_color: '9C0006', bold: true } },
      },
      { kind: 'add_conditional_format', sheet_name: sheet, ranges: ['D2:D9'], format: { type: 'dataBar', color: '638EC6' } },
      { kind: 'add_conditional_format', sheet_name: sheet, ranges: ['E2:E9'], format: { type: 'iconSet', icon_set: '3Stars' } },
      { kind: 'add_conditional_format', sheet_name: sheet, ranges: ['F2:F9'], format: { type: 'colorScale' } },
    ];
    const done = await sound('rules_batch', name, fork, { operations }, { operations: operations.slice(0, 1) });
    assert.equal(done.operations_applied, operations.length);
    assert.equal(done.stale_values, false);
    const file = await saved(fork, 'rules.xlsx');
    const read = openpyxl(file, `{
      'validations': sorted([str(v.sqref), v.type, v.formula1] for v in book['${sheet}'].data_validations.dataValidation),
      'rules': sorted([str(f.sqref), r.type, r.dxf is not None] for f in book['${sheet}'].conditional_formatting for r in f.rules)}`);
    assert.deepEqual(read.validations, [['C2:C3 C5:C9', 'whole', '0'], ['C4', 'list', '"1,2"']]);
    for (const rule of [['C2:C9', 'cellIs', true], ['D2:D9', 'dataBar', false], ['F2:F9', 'colorScale', false]]) {
      assert.ok(read.rules.some((other) => JSON.stringify(other) === JSON.stringify(rule)), JSON.stringify(read.rules));
    }
    assert.deepEqual(changedParts(path.join(suite.stack.workspace, name), file).filter((part) => !part.includes('worksheets')), ['xl/styles.xml']);
    const features = await call('sheet_features', { workbook_id: fork, sheet_name: sheet, kinds: ['conditional_formats'] });
    const scale = features.conditional_formats.find((rule) => rule.type === 'colorScale');
    await call('rules_batch', {
      workbook_id: fork,
      operations: [{ kind: 'remove_conditional_format', sheet_name: sheet, priority: scale.priority }],
    });
    await call('recalculate', { workbook_id: fork });
    await undone(name, fork);
  });

  test('a table is made, calculated, renamed and made a range again', async () => {
    const { name, fork } = await newFork();
    await call('structure_batch', { workbook_id: fork, operations: [{ kind: 'create_sheet', sheet_name: 'Sales' }] });
    await call('edit_batch', {
      workbook_id: fork, sheet_name: 'Sales',
      edits: [['A1', 'Item'], ['B1', 'Amount'], ['A2', 'Pens'], ['B2', 12], ['A3', 'Ink'], ['B3', 30]]
        .map(([address, value]) => ({ address, value })),
    });
    const create = { kind: 'create_table', sheet_name: 'Sales', range: 'A1:B3', table_name: 'Costs' };
    await sound('table_batch', name, fork, { operations: [create] }, { operations: [{ kind: 'delete_table', table_name: 'Costs' }] });
    await call('table_batch', {
      workbook_id: fork,
      operations: [
        { kind: 'set_totals_row', table_name: 'Costs', totals_row: true },
        { kind: 'rename_table', table_name: 'Costs', new_name: 'Outlays' },
        { kind: 'set_table_style', table_name: 'Outlays', style: 'TableStyleLight9', column_stripes: true },
      ],
    });
    const valueOf = async (address) => {
      const { cells } = await call('inspect_cells', { workbook_id: fork, sheet_name: 'Sales', targets: [address] });
      return cells[0];
    };
    await call('recalculate', { workbook_id: fork });
    const total = await valueOf('B4');
    assert.equal(total.formula, '=SUBTOTAL(109,Outlays[Amount])');
    assert.equal(total.value, 42, 'LibreOffice knows the table');
    const file = await saved(fork, 'tables.xlsx');
    assert.deepEqual(
      openpyxl(file, "[[t.ref, t.totalsRowCount, t.tableStyleInfo.name, [c.name for c in t.tableColumns]] for t in [book['Sales'].tables['Outlays']]]"),
      [['A1:B4', 1, 'TableStyleLight9', ['Item', 'Amount']]]);
    await call('table_batch', { workbook_id: fork, operations: [{ kind: 'delete_table', table_name: 'Outlays' }] });
    await call('recalculate', { workbook_id: fork });
    assert.equal((await valueOf('B4')).value, 42);
    await undone(name, fork);
  });

  test('links lead where they say', async () => {
    const { name, fork } = await newFork();
    const operations = [
      { kind: 'add_hyperlink', sheet_name: sheet, range: 'Y1', target: 'https://example.com/report', tooltip: 'the report', display: 'Report' },
      { kind: 'add_hyperlink', sheet_name: sheet, range: 'Y2', target: 'mailto:ann@example.com' },
      { kind: 'add_hyperlink', sheet_name: sheet, range: 'Y3', location: `'${sheet}'!A1` },
    ];
    await sound('hyperlink_batch', name, fork, { operations }, { operations: operations.slice(0, 1) });
    const file = await saved(fork, 'links.xlsx');
    assert.deepEqual(
      openpyxl(file, `[[c.value, c.hyperlink.target, c.hyperlink.location, c.hyperlink.tooltip] for c in [book['${sheet}'][a] for a in ['Y1', 'Y2', 'Y3']]]`),
      [['Report', 'https://example.com/report', null, 'the report'], ['mailto:ann@example.com', 'mailto:ann@example.com', null, null], [`'${sheet}'!A1`, null, `'${sheet}'!A1`, null]],
      'openpyxl shows where an empty cell leads');
    await call('recalculate', { workbook_id: fork });
    await call('hyperlink_batch', { workbook_id: fork, operations: [{ kind: 'remove_hyperlinks', sheet_name: sheet, range: 'Y1:Y3' }] });
    await undone(name, fork);
  });

  test('notes are read by others and go without a trace', async () => {
    const { name, fork } = await newFork();
    const operations = [
      { kind: 'add_comment', sheet_name: sheet, address: 'C2', text: 'The best\nmark', author: 'Ann', width: 150, height: 60 },
      { kind: 'add_comment', sheet_name: sheet, address: 'C3', text: 'Later' },
      { kind: 'change_comment', sheet_name: sheet, address: 'C3', text: 'Now', visible: true },
    ];
    await sound('comment_batch', name, fork, { operations }, { operations: operations.slice(0, 1) });
    const file = await saved(fork, 'notes.xlsx');
    assert.deepEqual(openpyxl(file, `[[book['${sheet}'][a].comment.text, book['${sheet}'][a].comment.author] for a in ['C2', 'C3']]`),
      [['The best\nmark', 'Ann'], ['Now', 'None']]);
    await call('recalculate', { workbook_id: fork });
    await call('comment_batch', {
      workbook_id: fork,
      operations: ['C2', 'C3'].map((address) => ({ kind: 'delete_comment', sheet_name: sheet, address })),
    });
    await undone(name, fork);
  });
});
