// What recalculate tells of a real workbook: errors that came and went, circles, volatile cells, and what LibreOffice cannot
// calculate with all that depends on it.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { describe, test } from 'node:test';

import { jobs } from './support/main_job.mjs';
import { useStack } from './support/suite.mjs';

const job = jobs[1]; // Marks.xlsx: a sheet with numbers and sums of them
const sheet = job.sheet;

describe('what recalculate tells', () => {
  const suite = useStack();
  const { call } = suite;

  const recalculated = async (fork, edits) => {
    await call('edit_batch', { workbook_id: fork, sheet_name: sheet, edits });
    return call('recalculate', { workbook_id: fork });
  };

  test('errors that are new and errors that are resolved', async () => {
    const { fork } = await suite.newFork(job.file);
    const broken = await recalculated(fork, [
      { address: 'Y1', value: 0 },
      { address: 'Z1', formula: '=1/Y1' },
    ]);
    assert.equal(broken.new_error_count, 1);
    assert.deepEqual(broken.new_errors, [{ sheet_name: sheet, address: 'Z1', error: '#DIV/0!' }]);
    assert.equal(broken.resolved_error_count ?? 0, 0);
    const mended = await recalculated(fork, [{ address: 'Y1', value: 4 }]);
    assert.equal(mended.new_error_count ?? 0, 0);
    assert.equal(mended.resolved_error_count, 1);
    assert.deepEqual(mended.resolved_errors, broken.new_errors);
    assert.equal(mended.error_count ?? 0, broken.error_count - 1);
  });

  test('circles and volatile cells', async () => {
    const { fork } = await suite.newFork(job.file);
    const told = await recalculated(fork, [
      { address: 'Z1', formula: '=TODAY()' },
      { address: 'Z2', formula: '=Z3+1' },
      { address: 'Z3', formula: '=Z2+1' },
    ]);
    assert.equal(told.volatile_count, 1);
    assert.deepEqual(told.volatile_cells, [`${sheet}!Z1`]);
    assert.equal(told.circular_count, 2);
    assert.deepEqual(told.circular_references, [`${sheet}!Z2, ${sheet}!Z3`]);
    assert.deepEqual(told.not_recalculated.map(({ address }) => address), ['Z2', 'Z3']);
  });

  test('what LibreOffice cannot calculate keeps its value, and so does what depends on it', async () => {
    const { fork } = await suite.newFork(job.file);
    const [input, , value] = job.input;
    const told = await recalculated(fork, [
      { address: input, value },
      { address: 'Z1', formula: `=XLOOKUP(${input},${input},${input})` },
      { address: 'Z2', formula: '=Z1*2' },
    ]);
    assert.deepEqual(told.unsupported_functions, [{ name: 'XLOOKUP', formulas: 1 }]);
    assert.deepEqual(told.not_recalculated, [
      { sheet_name: sheet, address: 'Z1', reason: 'XLOOKUP' },
      { sheet_name: sheet, address: 'Z2', reason: `depends on ${sheet}!Z1 (XLOOKUP)` },
    ]);
    // Everything else is calculated; Excel calculates the rest when it opens the file.
    const outputs = Object.keys(job.outputs);
    const { cells } = await call('inspect_cells', { workbook_id: fork, sheet_name: sheet, targets: outputs });
    assert.deepEqual(cells.map((cell) => cell.value), outputs.map((address) => job.outputs[address][1]));
    assert.equal(told.stale_values, true);
    const file = await suite.saved(fork, 'partly.xlsx');
    const code = 'import sys, openpyxl; print(openpyxl.load_workbook(sys.argv[1]).calculation.fullCalcOnLoad)';
    assert.equal(execFileSync('/usr/bin/python3', ['-c', code, file], { encoding: 'utf8' }).trim(), 'True');
  });

  test('a value LibreOffice cannot calculate is old only after an edit of what it depends on', async () => {
    // B13 is UNIQUE(A13:A21), with the value Excel calculated.
    const { fork } = await suite.newFork('SheetJS+test_files/metadata_2019.xlsx');
    const edited = async (edits) => {
      await call('edit_batch', { workbook_id: fork, sheet_name: 'Sheet1', edits });
      const told = await call('recalculate', { workbook_id: fork });
      const { cells } = await call('inspect_cells', { workbook_id: fork, sheet_name: 'Sheet1', targets: ['E1', 'E2'] });
      const reasons = Object.fromEntries(told.not_recalculated.map(({ address, reason }) => [address, reason]));
      return { stale: told.stale_values, values: cells.map((cell) => cell.value), reason: reasons.E1 };
    };
    const formulas = [{ address: 'E1', formula: '=D1*2+B13' }, { address: 'E2', formula: '=D1*2' }];
    assert.deepEqual(await edited([{ address: 'D1', value: 5 }, ...formulas]), { stale: false, values: [11, 10], reason: undefined });
    // Looks and charts change no value.
    await call('style_batch', { workbook_id: fork, operations: [{ sheet_name: 'Sheet1', ranges: ['A13:E13'], look: { bold: true, fill_color: 'DDEBF7' } }] });
    await call('chart_batch', {
      workbook_id: fork, operations: [{ kind: 'create', sheet_name: 'Sheet1', chart_type: 'line', data_range: 'A13:A21', cell: 'G2' }],
    });
    assert.deepEqual(await edited([{ address: 'D1', value: 6 }]), { stale: false, values: [13, 12], reason: undefined });
    const old = await edited([{ address: 'A13', value: 8 }, { address: 'D1', value: 7 }]);
    assert.deepEqual(old, { stale: true, values: [13, 14], reason: 'depends on Sheet1!B13 (UNIQUE)' });
    // As it was when Excel calculated it.
    assert.deepEqual(await edited([{ address: 'A13', value: 1 }]), { stale: false, values: [15, 14], reason: undefined });
  });

  test('the workbook stays open in LibreOffice while it is edited, calculated and asked about', async () => {
    const { fork } = await suite.newFork(job.file);
    const loads = ({ phases }) => phases.some(({ phase }) => phase === 'load');
    const [input, first, second] = job.input;
    assert.ok(loads(await recalculated(fork, [{ address: input, value: second }])));
    // Nothing is stale now; after the edit something is.
    await call('evaluate_scenarios', { workbook_id: fork, sheet_name: sheet, scenarios: [{}], outputs: Object.keys(job.outputs) });
    const again = await recalculated(fork, [{ address: input, value: first }]);
    assert.ok(!loads(again), 'it was loaded again');
    assert.ok(again.cells_changed > 0);
  });
});
