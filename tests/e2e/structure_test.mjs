// Structural edits of corpus workbooks through the gateway: what LibreOffice calculates afterwards is what it calculated
// before, elsewhere; other readers open what is saved; undo gives the file back byte for byte.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { describe, test } from 'node:test';

import { jobs } from './support/main_job.mjs';
import { useStack } from './support/suite.mjs';
import { partsOf, sha256 } from './support/workbooks.mjs';

const moved = (address, rows) => address.replace(/\d+/, (row) => Number(row) + rows);

// What openpyxl reads: the sheets' names and the formulas or values of cells of one.
function openpyxl(file, sheet, addresses) {
  const code = `import json, sys, openpyxl
book = openpyxl.load_workbook(sys.argv[1], keep_vba=sys.argv[1].endswith('m'))
print(json.dumps({'sheets': book.sheetnames, 'cells': [str(book[sys.argv[2]][a].value) for a in sys.argv[3:]]}))`;
  return JSON.parse(execFileSync('/usr/bin/python3', ['-c', code, file, sheet, ...addresses], { encoding: 'utf8' }));
}

function makeRich(file) {
  const code = `import sys, openpyxl
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table
book = openpyxl.Workbook()
data = book.active
data.title = 'Data'
book.create_sheet('Other')['A1'] = '=SUM(Sales[Amount])'
for row in [['Item', 'Amount'], ['a', 1], ['b', 2]]: data.append(row)
data['D1'], data['D2'], data['D3'] = '=SUM(Sales[Amount])', '=SUM(Data!B2:B3)', '=Rate'
data.add_table(Table(displayName='Sales', ref='A1:B3'))
chart = BarChart()
chart.add_data(Reference(data, min_col=2, min_row=2, max_row=3))
data.add_chart(chart, 'F2')
data['A2'].comment = Comment('a note', 'me')
rule = DataValidation(type='list', formula1='Data!$B$2:$B$3')
rule.add('C2')
data.add_data_validation(rule)
data.print_area = 'A1:D9'
name = DefinedName('Rate', attr_text='Data!$B$2')
names = book.defined_names
names.append(name) if hasattr(names, 'append') else names.add(name)
book.save(sys.argv[1])`;
  execFileSync('/usr/bin/python3', ['-c', code, file]);
}

// What openpyxl finds on a sheet of it.
function richIn(file, sheet) {
  const code = `import json, sys, openpyxl
book = openpyxl.load_workbook(sys.argv[1])
sheet = book[sys.argv[2]]
index = book.sheetnames.index(sys.argv[2])
local = getattr(sheet, 'defined_names', None)
rate = local['Rate'] if local else book.defined_names.get('Rate', index)
print(json.dumps({
  'sheets': book.sheetnames,
  'tables': list(sheet.tables),
  'formulas': [sheet[a].value for a in ('D1', 'D2', 'D3')],
  'chart': sheet._charts[0].series[0].val.numRef.f,
  'note': sheet['A2'].comment.text,
  'validation': sheet.data_validations.dataValidation[0].formula1,
  'print_area': ''.join(sheet.print_area),
  'rate': rate.attr_text if rate else None,
}))`;
  return JSON.parse(execFileSync('/usr/bin/python3', ['-c', code, file, sheet], { encoding: 'utf8' }));
}

describe('the structure of a workbook', () => {
  const suite = useStack();
  const { call } = suite;
  const newFork = (job) => suite.newFork(job.file);

  async function valuesOf(workbook_id, sheet_name, addresses) {
    const { cells } = await call('inspect_cells', { workbook_id, sheet_name, targets: addresses, brief: true });
    return cells.map((cell) => cell.value);
  }

  for (const job of jobs) {
    test(`${path.basename(job.file)}: rows, a column and a new name move nothing but places`, async () => {
      const { name, fork } = await newFork(job);
      const outputs = Object.keys(job.outputs);
      await call('recalculate', { workbook_id: fork });
      const expected = await valuesOf(fork, job.sheet, outputs);

      const operations = [
        { kind: 'insert_rows', sheet_name: job.sheet, at_row: 1, count: 2 },
        { kind: 'rename_sheet', sheet_name: job.sheet, new_name: "It's moved" },
        { kind: 'create_sheet', sheet_name: 'Extra', position: 0 },
        { kind: 'hide_sheet', sheet_name: 'Extra' },
        { kind: 'move_rows', sheet_name: "It's moved", at_row: 1, target: '3' },
        { kind: 'copy_rows', sheet_name: "It's moved", at_row: 1, target: '1' },
        { kind: 'delete_rows', sheet_name: "It's moved", at_row: 1 },
      ];
      const done = await call('structure_batch', { workbook_id: fork, operations });
      assert.equal(done.operations_applied, operations.length);
      const places = outputs.map((address) => moved(address, 2));
      assert.deepEqual(await valuesOf(fork, "It's moved", places), expected, 'cached results moved along');
      const recalculated = await call('recalculate', { workbook_id: fork });
      assert.ok(recalculated.formulas_calculated > 0);
      assert.deepEqual(await valuesOf(fork, "It's moved", places), expected, 'LibreOffice agrees');

      const [input, , value] = job.input;
      await call('edit_batch', {
        workbook_id: fork, sheet_name: "It's moved", edits: [{ address: moved(input, 2), value }],
      });
      await call('recalculate', { workbook_id: fork });
      assert.deepEqual(await valuesOf(fork, "It's moved", places), Object.values(job.outputs).map(([, after]) => after));

      const saved = `structure-${name}`;
      await call('save_fork', { workbook_id: fork, path: saved });
      const read = openpyxl(path.join(suite.stack.workspace, saved), "It's moved", [moved(input, 2)]);
      assert.ok(read.sheets.includes('Extra'));
      assert.equal(Number(read.cells[0]), value);

      const { revisions } = await call('history', { workbook_id: fork });
      await call('undo', { workbook_id: fork, steps: revisions.length - 1 });
      const back = `back-${name}`;
      await call('save_fork', { workbook_id: fork, path: back });
      assert.equal(sha256(path.join(suite.stack.workspace, back)), sha256(path.join(suite.stack.workspace, name)));
    });
  }

  for (const job of jobs.slice(0, 3)) {
    test(`${path.basename(job.file)}: a copied sheet calculates like the sheet, on its own cells`, async () => {
      const { name, fork } = await newFork(job);
      const outputs = Object.keys(job.outputs);
      const [input, , value] = job.input;
      await call('structure_batch', { workbook_id: fork, operations: [{ kind: 'copy_sheet', sheet_name: job.sheet }] });
      const copy = `${job.sheet} (2)`;
      const results = Object.values(job.outputs);
      assert.deepEqual(await valuesOf(fork, copy, outputs), results.map(([before]) => before), 'cached results are copied');
      await call('edit_batch', { workbook_id: fork, sheet_name: copy, edits: [{ address: input, value }] });
      await call('recalculate', { workbook_id: fork });
      assert.deepEqual(await valuesOf(fork, copy, outputs), results.map(([, after]) => after));
      assert.deepEqual(await valuesOf(fork, job.sheet, outputs), results.map(([before]) => before));

      const saved = `copied-${name}`;
      await call('save_fork', { workbook_id: fork, path: saved });
      const file = path.join(suite.stack.workspace, saved);
      const read = openpyxl(file, copy, outputs);
      assert.equal(read.sheets.indexOf(copy), read.sheets.indexOf(job.sheet) + 1);
      assert.deepEqual(read.cells, openpyxl(file, job.sheet, outputs).cells, 'the formulas are the same');

      await call('undo', { workbook_id: fork, steps: 3 });
      await call('save_fork', { workbook_id: fork, path: `uncopied-${name}` });
      assert.equal(sha256(path.join(suite.stack.workspace, `uncopied-${name}`)), sha256(path.join(suite.stack.workspace, name)));
    });
  }

  test('a sheet with embedded objects is not copied by halves', async () => {
    const { fork } = await newFork(jobs[3]);
    const operations = [{ kind: 'copy_sheet', sheet_name: jobs[3].sheet }];
    const error = await suite.connection.error('structure_batch', { workbook_id: fork, operations });
    assert.equal(error.reason, 'STRUCTURE_CONFLICT');
    assert.match(error.text, /embedded or linked objects/);
  });

  test('a copied sheet has its tables, charts, notes, rules and names', async () => {
    const name = 'rich.xlsx';
    makeRich(path.join(suite.stack.workspace, name));
    const { workbooks } = await call('list_workbooks', { path_glob: name });
    const { fork } = await call('create_fork', { workbook_id: workbooks[0].workbook_id });
    await call('structure_batch', {
      workbook_id: fork.workbook_id,
      operations: [{ kind: 'copy_sheet', sheet_name: 'Data', new_name: 'Plan B', position: 2 }],
    });
    await call('edit_batch', { workbook_id: fork.workbook_id, sheet_name: 'Plan B', edits: [{ address: 'B2', value: 100 }] });
    await call('recalculate', { workbook_id: fork.workbook_id });
    assert.deepEqual(await valuesOf(fork.workbook_id, 'Plan B', ['D1', 'D2', 'D3']), [102, 102, 100]);
    assert.deepEqual(await valuesOf(fork.workbook_id, 'Data', ['D1', 'D2', 'D3']), [3, 3, 1]);
    await call('save_fork', { workbook_id: fork.workbook_id, path: 'rich-copied.xlsx' });
    assert.deepEqual(richIn(path.join(suite.stack.workspace, 'rich-copied.xlsx'), 'Plan B'), {
      sheets: ['Data', 'Other', 'Plan B'],
      tables: ['Sales2'],
      formulas: ['=SUM(Sales2[Amount])', "=SUM('Plan B'!B2:B3)", '=Rate'],
      chart: "'Plan B'!$B$2:$B$3",
      note: 'a note',
      validation: "'Plan B'!$B$2:$B$3",
      print_area: '$A$1:$D$9',
      rate: "'Plan B'!$B$2",
    });
    assert.equal(richIn(path.join(suite.stack.workspace, 'rich-copied.xlsx'), 'Data').chart, "'Data'!$B$2:$B$3");
  });

  test('parts the change does not concern stay as they are', async () => {
    const { name, fork } = await newFork(jobs[1]);
    await call('structure_batch', {
      workbook_id: fork,
      operations: [{ kind: 'delete_rows', sheet_name: jobs[1].sheet, at_row: 3, count: 1 }],
    });
    await call('save_fork', { workbook_id: fork, path: 'deleted.xlsx' });
    const before = partsOf(path.join(suite.stack.workspace, name));
    const saved = partsOf(path.join(suite.stack.workspace, 'deleted.xlsx'));
    for (const part of ['xl/styles.xml', 'xl/sharedStrings.xml', 'xl/theme/theme1.xml']) {
      assert.equal(Buffer.compare(before[part], saved[part]), 0, part);
    }
  });

  test('the impact is told first, by the code that carries it out', async () => {
    const job = jobs[0];
    const { fork } = await newFork(job);
    // The first row that a formula elsewhere refers to by itself.
    let operation;
    let impact;
    for (let row = 1; row < 40 && !(impact?.formulas_losing_references > 0); row++) {
      operation = { kind: 'delete_rows', sheet_name: job.sheet, at_row: row, count: 1 };
      impact = await call('reference_impact', { workbook_id: fork, operation });
    }
    assert.ok(impact.formulas_losing_references > 0);
    const preview = await call('structure_batch', { workbook_id: fork, operations: [operation], mode: 'preview' });
    assert.equal(preview.impact.formulas_rewritten, impact.formulas_changed);
    const [sample] = impact.samples;
    assert.match(sample.new_formula, /#REF!/);
    const { changes } = await call('get_changeset', { workbook_id: fork, to_revision: preview.revision });
    assert.ok(changes.length > 0);
    await call('apply_staged_change', { workbook_id: fork, change_id: preview.change_id });
    const { revisions } = await call('get_edits', { workbook_id: fork });
    assert.deepEqual(revisions[0].operations[0].structure, { expand_adjacent_sums: false, ...operation });
  });

  test('a batch is done whole or not at all', async () => {
    const job = jobs[0];
    const { fork } = await newFork(job);
    const error = await suite.connection.error('structure_batch', {
      workbook_id: fork,
      operations: [
        { kind: 'insert_rows', sheet_name: job.sheet, at_row: 1 },
        { kind: 'delete_sheet', sheet_name: 'Nowhere' },
      ],
    });
    assert.equal(error.reason, 'SHEET_NOT_FOUND');
    assert.match(error.text, /operations\[1\]/);
    const { revisions } = await call('history', { workbook_id: fork });
    assert.equal(revisions.length, 1);
  });
});
