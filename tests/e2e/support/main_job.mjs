// The main job: open a real workbook, read, fork, edit an input, recalculate, read the result, see what changed, save.
import assert from 'node:assert/strict';
import path from 'node:path';

import { changedParts, sha256 } from './workbooks.mjs';

// input: the cell to change and its new value; outputs: formulas with their results before and after, by hand.
export const jobs = [
  {
    file: 'PacktPublishing+Hands-On-Financial-Modeling-with-Microsoft-Excel-2019/CashFlowCompany.xlsx',
    sheet: 'Sheet1',
    input: ['D8', 1500000, 2000000],
    outputs: { D16: [580000, 1080000], H3: [800000, 1300000] },
  },
  {
    file: 'PacktPublishing+Hands-On-Financial-Modeling-with-Microsoft-Excel-2019/Marks.xlsx',
    sheet: 'Grades',
    input: ['C2', 97, 7],
    outputs: { K2: [240, 150], M2: [479, 389] },
  },
  {
    file: 'PHPOffice+PhpSpreadsheet/tests/data/Reader/XLSX/namespacenonstd.xlsx',
    sheet: 'SylkTest',
    input: ['B1', 1, 41],
    outputs: { H1: [6, 46] },
  },
  {
    file: 'PSU3D0+spreadsheet-mcp/crates/spreadsheet-mcp/tests/test_files/vba_minimal.xlsm',
    sheet: 'Sheet1',
    input: ['G8', 2, 102],
    outputs: { G4: [10, 110] },
  },
];

async function valuesOf(connection, workbook_id, sheet_name, addresses) {
  const { cells } = await connection.call('inspect_cells', { workbook_id, sheet_name, targets: addresses });
  return Object.fromEntries(cells.map((cell) => [cell.address, cell]));
}

// `name` is the workbook's path in the workspace; `suffix` makes the saved file's name unique.
export async function mainJob(connection, workspace, name, job, suffix) {
  const original = path.join(workspace, name);
  const before = sha256(original);
  const [inputCell, oldInput, newInput] = job.input;

  const { workbooks } = await connection.call('list_workbooks', {});
  const entry = workbooks.find((workbook) => workbook.path === name);
  assert.ok(entry, `${name} is listed`);
  const described = await connection.call('describe_workbook', { workbook_id: entry.workbook_id });
  assert.ok(described.sheet_names.includes(job.sheet));
  assert.equal(described.macros_present, name.endsWith('.xlsm'));
  const { sheets } = await connection.call('list_sheets', { workbook_id: entry.workbook_id });
  const sheet = sheets.find((candidate) => candidate.sheet_name === job.sheet);
  assert.ok(sheet.formula_count >= Object.keys(job.outputs).length);

  const page = await connection.call('sheet_page', { workbook_id: entry.workbook_id, sheet_name: job.sheet });
  assert.ok(page.rows.length > 0);
  const { blocks } = await connection.call('range_values', {
    workbook_id: entry.workbook_id,
    sheet_name: job.sheet,
    ranges: [inputCell],
  });
  assert.equal(blocks[0].rows[0].values[0], oldInput);

  const { fork } = await connection.call('create_fork', { workbook_id: entry.workbook_id, label: 'what if' });
  const edited = await connection.call('edit_batch', {
    workbook_id: fork.workbook_id,
    sheet_name: job.sheet,
    edits: [{ address: inputCell, value: newInput }],
    expected_revision: fork.revision,
  });
  assert.equal(edited.edits_applied, 1);
  assert.equal(edited.previous_revision, fork.revision);
  assert.equal(edited.stale_values, true);
  const stale = await valuesOf(connection, fork.workbook_id, job.sheet, Object.keys(job.outputs));
  for (const [address, [old]] of Object.entries(job.outputs)) {
    assert.equal(stale[address].value, old, `${address} before recalculation`);
    assert.equal(stale[address].stale, true, `${address} is said to be stale`);
  }

  const progress = [];
  const recalculated = await connection.call(
    'recalculate',
    { workbook_id: fork.workbook_id, expected_revision: edited.revision },
    { onprogress: (update) => progress.push(update.progress) },
  );
  assert.match(recalculated.engine, /^LibreOffice 7\./);
  assert.ok(recalculated.cells_changed >= Object.keys(job.outputs).length);
  assert.ok(progress.length > 0, 'progress was reported');
  assert.deepEqual(progress, [...new Set(progress)].sort((a, b) => a - b), 'progress strictly increases');

  const fresh = await valuesOf(connection, fork.workbook_id, job.sheet, Object.keys(job.outputs));
  for (const [address, [, result]] of Object.entries(job.outputs)) {
    assert.equal(fresh[address].value, result, `${address} after recalculation`);
    assert.equal(fresh[address].stale, false, `${address} is fresh`);
  }

  const changeset = await connection.call('get_changeset', { workbook_id: fork.workbook_id });
  const byAddress = Object.fromEntries(
    changeset.changes.filter((change) => change.sheet_name === job.sheet).map((change) => [change.address, change]),
  );
  assert.equal(byAddress[inputCell].kind, 'value_edit');
  assert.equal(byAddress[inputCell].new_value, newInput);
  for (const [address, [old, result]] of Object.entries(job.outputs)) {
    assert.equal(byAddress[address].kind, 'recalc_result');
    assert.equal(byAddress[address].old_value, old);
    assert.equal(byAddress[address].new_value, result);
  }

  const extension = path.extname(name);
  const target = `results/${path.basename(name, extension)}-${suffix}${extension}`;
  const saved = await connection.call('save_fork', { workbook_id: fork.workbook_id, path: target });
  assert.equal(saved.path, target);
  assert.equal(saved.stale_values, false);
  const written = path.join(workspace, target);
  assert.equal(sha256(written), saved.sha256);
  assert.equal(sha256(original), before, 'the original is untouched');
  const changed = changedParts(original, written);
  assert.ok(changed.length > 0);
  assert.deepEqual(changed.filter((part) => !part.startsWith('xl/worksheets/sheet')), [], 'only worksheets changed');

  const reread = await valuesOf(connection, saved.workbook_id, job.sheet, [inputCell, ...Object.keys(job.outputs)]);
  assert.equal(reread[inputCell].value, newInput);
  for (const [address, [, result]] of Object.entries(job.outputs)) assert.equal(reread[address].value, result);

  const { forks } = await connection.call('list_forks', { base_workbook_id: entry.workbook_id });
  assert.ok(forks.some((candidate) => candidate.workbook_id === fork.workbook_id));
  await connection.call('discard_fork', { workbook_id: fork.workbook_id });
  assert.equal((await connection.error('describe_workbook', { workbook_id: fork.workbook_id })).reason, 'WORKBOOK_NOT_FOUND');
  const closed = await connection.call('close_workbook', { workbook_id: entry.workbook_id });
  assert.ok(closed.released_bytes >= 0);
}
