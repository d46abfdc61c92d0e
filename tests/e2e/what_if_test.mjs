// What-if through the gateway with the real LibreOffice: evaluate_scenarios, data_table, goal_seek and evaluate_formula
// on a loan that anybody can check, and on a corpus workbook; nothing is changed.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { recalcClient } from './support/grpc.mjs';
import { useStack } from './support/suite.mjs';
import { jobs } from './support/main_job.mjs';

// The monthly payment of an annuity.
const payment = (amount, rate, months) => (amount * (rate / 12)) / (1 - (1 + rate / 12) ** -months);
const near = (actual, expected, tolerance = 1e-6) =>
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not ${expected}`);

describe('what-if', () => {
  const suite = useStack();
  const { call } = suite;

  // A workbook of inputs on one sheet and a loan on another.
  async function loan() {
    const { fork } = await suite.newFork(jobs[0].file);
    await call('structure_batch', {
      workbook_id: fork,
      operations: [{ kind: 'create_sheet', sheet_name: 'Inputs' }, { kind: 'create_sheet', sheet_name: 'Loan plan' }],
    });
    await call('edit_batch', {
      workbook_id: fork,
      sheet_name: 'Inputs',
      edits: [
        { address: 'A1', value: 'Amount' }, { address: 'B1', value: 200000 },
        { address: 'A2', value: 'Rate' }, { address: 'B2', value: 0.04 },
        { address: 'A3', value: 'Months' }, { address: 'B3', value: 360 },
        { address: 'A4', value: 'Start' }, { address: 'B4', value: { date: '2026-01-31' } },
        { address: 'B1', sheet_name: 'Loan plan', formula: '=-PMT(Inputs!B2/12,Inputs!B3,Inputs!B1)' },
        { address: 'B2', sheet_name: 'Loan plan', formula: '=B1*Inputs!B3' },
        { address: 'B3', sheet_name: 'Loan plan', formula: '=IF(B1>1000,"dear","cheap")' },
        { address: 'B4', sheet_name: 'Loan plan', formula: '=B1>1000' },
      ],
    });
    await call('define_name', { workbook_id: fork, name: 'Rate', refers_to: 'Inputs!$B$2' });
    return fork;
  }

  test('scenarios give what the formulas would be, and the workbook stays as it is', async () => {
    const fork = await loan();
    const before = await call('history', { workbook_id: fork });
    const result = await call('evaluate_scenarios', {
      workbook_id: fork,
      scenarios: [
        { name: 'as it is' },
        { name: 'dear', inputs: [{ target: 'Rate', value: 0.08 }] },
        { name: 'short', inputs: [{ target: 'Inputs!B3', value: 120 }, { target: 'Rate', value: 0.03 }] },
      ],
      outputs: ["'Loan plan'!B1:B2", "'Loan plan'!B3", "'Loan plan'!B4"],
    });
    assert.deepEqual(result.results.map(({ name }) => name), ['as it is', 'dear', 'short']);
    for (const [i, [rate, months]] of [[0.04, 360], [0.08, 360], [0.03, 120]].entries()) {
      const [monthly, total, word, flag] = result.results[i].values;
      near(monthly, payment(200000, rate, months));
      near(total, payment(200000, rate, months) * months, 1e-4);
      assert.equal(word, monthly > 1000 ? 'dear' : 'cheap');
      assert.equal(flag, monthly > 1000);
    }
    assert.match(result.engine, /^LibreOffice /);
    assert.equal(result.next_scenario, undefined);
    const after = await call('history', { workbook_id: fork });
    assert.deepEqual(after, before);
  });

  test('many scenarios come in order, a page at a time, also after an edit', async () => {
    const fork = await loan();
    const scenarios = Array.from({ length: 3000 }, (_, i) => ({
      inputs: [{ target: 'Rate', value: 0.01 + i / 50000 }],
    }));
    const read = [];
    for (let first_scenario = 0; first_scenario !== undefined;) {
      const page = await call('evaluate_scenarios', {
        workbook_id: fork, scenarios, outputs: ["'Loan plan'!B1"], first_scenario,
      });
      read.push(...page.results);
      first_scenario = page.next_scenario;
    }
    assert.deepEqual(read.map(({ scenario }) => scenario), scenarios.map((_, i) => i));
    for (const { scenario, values } of read) near(values[0], payment(200000, 0.01 + scenario / 50000, 360));

    // The document that is open takes the edit.
    await call('edit_batch', { workbook_id: fork, sheet_name: 'Inputs', edits: [{ address: 'B1', value: 300000 }] });
    const { results } = await call('evaluate_scenarios', { workbook_id: fork, scenarios: [{}], outputs: ["'Loan plan'!B1"] });
    near(results[0].values[0], payment(300000, 0.04, 360));
  });

  test('a data table of two inputs', async () => {
    const fork = await loan();
    const rates = [0.02, 0.04, 0.06];
    const months = [120, 240, 360];
    const { rows } = await call('data_table', {
      workbook_id: fork, formulas: ["'Loan plan'!B1"],
      input: 'Rate', values: rates, second_input: 'Inputs!B3', second_values: months,
    });
    assert.deepEqual(rows.map(({ input }) => input), rates);
    for (const [i, { values }] of rows.entries()) {
      for (const [j, value] of values.entries()) near(value, payment(200000, rates[i], months[j]));
    }
  });

  test('goal_seek finds the rate a payment stands for, and says when there is none', async () => {
    const fork = await loan();
    const found = await call('goal_seek', {
      workbook_id: fork, formula: "'Loan plan'!B1", goal: 1200, input: 'Rate', minimum: 0.0001, maximum: 1,
    });
    assert.equal(found.found, true);
    near(payment(200000, found.input_value, 360), 1200, 0.01);
    near(found.present_value, payment(200000, 0.04, 360));
    const none = await call('goal_seek', {
      workbook_id: fork, formula: "'Loan plan'!B1", goal: -5, input: 'Rate', minimum: 0.01, maximum: 0.2,
    });
    assert.equal(none.found, false);
    assert.match(none.explanation, /lies between/);
    const refused = await suite.connection.error('goal_seek', {
      workbook_id: fork, formula: 'Inputs!B1', goal: 1, input: 'Rate',
    });
    assert.match(refused.text, /is no formula/);
  });

  test('evaluate_formula: a formula in the context of the workbook', async () => {
    const fork = await loan();
    const value = async (formula, inputs = []) =>
      (await call('evaluate_formula', { workbook_id: fork, sheet_name: 'Inputs', formula, inputs })).value;
    assert.equal(await value('=SUM(B1:B3)'), 200360.04);
    assert.equal(await value("='Loan plan'!B3&\"!\"", [{ target: 'Rate', value: 0.2 }]), 'dear!');
    assert.equal(await value('=B1>5'), true);
    assert.equal(await value('=1/0'), '#DIV/0!');
    // Not of those that can be set in an open document.
    assert.equal(await value('=SUM({1,2;3,4})+CEILING(B2,1)'), 11);
    assert.equal(await value('=IFNA(NA(),7)'), 7);
    const refused = await suite.connection.error('evaluate_formula', {
      workbook_id: fork, sheet_name: 'Inputs', formula: '=XLOOKUP(1,B1:B3,B1:B3)',
    });
    assert.equal(refused.reason, 'INVALID_FORMULA');
    assert.match(refused.text, /XLOOKUP/);
  });

  test('what depends on the inputs by a function LibreOffice lacks has no value, never a wrong one', async () => {
    // B13 is UNIQUE(A13:A21), with the value Excel calculated.
    const { fork } = await suite.newFork('SheetJS+test_files/metadata_2019.xlsx');
    const args = { workbook_id: fork, sheet_name: 'Sheet1' };
    const edits = [{ address: 'D1', value: 5 }, { address: 'E1', formula: '=D1*2+B13' }, { address: 'E2', formula: '=A13+D1' }];
    await call('edit_batch', { ...args, edits });
    const asked = await call('evaluate_scenarios', {
      ...args,
      scenarios: [{}, { inputs: [{ target: 'D1', value: 6 }] }, { inputs: [{ target: 'A13', value: 8 }] }],
      outputs: ['E1:E2'],
    });
    assert.deepEqual(asked.results.map(({ values }) => values), [[11, 6], [13, 7], ['#N/A', 13]]);
    assert.deepEqual(asked.not_calculated, [
      { scenario: 2, sheet_name: 'Sheet1', address: 'E1', reason: 'depends on Sheet1!B13 (UNIQUE)' },
    ]);
    const seek = (input) => ({ ...args, formula: 'E1', goal: 101, input });
    near((await call('goal_seek', seek('D1'))).input_value, 50);
    assert.match((await suite.connection.error('goal_seek', seek('A13'))).text, /UNIQUE/);
    const formula = { ...args, formula: '=E1+1' };
    assert.equal((await call('evaluate_formula', { ...formula, inputs: [{ target: 'D1', value: 0 }] })).value, 2);
    const refused = await suite.connection.error('evaluate_formula', { ...formula, inputs: [{ target: 'A13', value: 0 }] });
    assert.match(refused.text, /UNIQUE/);
  });

  test('recalculate after a question gives the same, and a question after it too', async () => {
    const fork = await loan();
    const ask = () => call('evaluate_scenarios', {
      workbook_id: fork, scenarios: [{}, { inputs: [{ target: 'Rate', value: 0.05 }] }], outputs: ["'Loan plan'!B1"],
    });
    const first = await ask();
    const recalculated = await call('recalculate', { workbook_id: fork });
    assert.equal(recalculated.error_count, 0);
    const { cells } = await call('inspect_cells', { workbook_id: fork, sheet_name: 'Loan plan', targets: ['B1'] });
    near(cells[0].value, first.results[0].values[0]);
    const second = await ask();
    assert.deepEqual(second.results, first.results);
    assert.equal(second.revision, recalculated.revision);
  });

  test('grpc: results come while others are still calculated, and a cancelled call ends', async () => {
    const fork = await loan();
    const client = recalcClient(suite.stack.ports.recalc);
    const request = {
      workbook_id: fork,
      scenarios: Array.from({ length: 500 }, (_, i) => ({ inputs: [{ target: 'Rate', value: { number: 0.01 + i / 10000 } }] })),
      outputs: ["'Loan plan'!B1"],
    };
    const stream = client.EvaluateScenarios(request, { deadline: Date.now() + 60000 });
    let parts = 0;
    let progressAfterResults = false;
    for await (const update of stream) {
      if (update.result?.results?.length > 0) ++parts;
      if (update.progress && parts > 0) progressAfterResults = true;
    }
    assert.equal(parts, 500);
    assert.ok(progressAfterResults, 'results came before the work was done');

    const cancelled = client.EvaluateScenarios(request, { deadline: Date.now() + 60000 });
    const ended = new Promise((resolve) => cancelled.on('error', resolve));
    cancelled.on('data', () => cancelled.cancel());
    assert.equal((await ended).code, 1);
    client.close();
    const { results } = await call('evaluate_scenarios', { workbook_id: fork, scenarios: [{}], outputs: ["'Loan plan'!B1"] });
    near(results[0].values[0], payment(200000, 0.04, 360));
  });
});
