// Charts in a corpus workbook through the gateway: openpyxl reads each kind back with its references, LibreOffice draws them, they
// follow their cells, and undo gives the file back byte for byte.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, test } from 'node:test';

import { jobs } from './support/main_job.mjs';
import { useStack } from './support/suite.mjs';
import { changedParts, partsOf, sha256 } from './support/workbooks.mjs';

// What openpyxl makes of the charts of a sheet: of each its kinds and the cells of its series.
function openpyxl(file, sheet) {
  const code = `import json, sys, openpyxl
def source(reference):
    if reference is None: return None
    found = reference.numRef or reference.strRef
    cache = found.numCache if reference.numRef else found.strCache
    return [found.f, len(cache.pt)]
def series(one):
    title = one.tx.strRef.f if one.tx is not None and one.tx.strRef is not None else None
    return [title, source(one.cat or one.xVal), source(one.val or one.yVal)]
def plots(chart):
    return [[plot.tagname, [series(one) for one in plot.series]] for plot in chart._charts]
sheet = openpyxl.load_workbook(sys.argv[1])[sys.argv[2]]
print(json.dumps([plots(chart) for chart in sheet._charts]))`;
  return JSON.parse(execFileSync('/usr/bin/python3', ['-c', code, file, sheet], { encoding: 'utf8' }));
}

describe('charts', () => {
  const suite = useStack();
  const { call, saved } = suite;
  const job = jobs[1];
  const sheet_name = 'Sales data';

  // A fork of a real workbook with a sheet of months, plans and results.
  async function newFork() {
    const { name, fork: workbook_id } = await suite.newFork(job.file);
    await call('structure_batch', { workbook_id, operations: [{ kind: 'create_sheet', sheet_name }] });
    const rows = [['Month', 'Plan', 'Actual'], ['Jan', 10, 12], ['Feb', 20, 18], ['Mar', 30, 33], ['Apr', 40, 41]];
    const edits = rows.flatMap((row, r) => row.map((value, c) => ({ address: `${'ABC'[c]}${r + 1}`, value })));
    await call('edit_batch', { workbook_id, sheet_name, edits });
    return { name, fork: workbook_id };
  }
  function convert(file, format) {
    const profile = path.join(suite.stack.workspace, '.profile');
    execFileSync('soffice', [
      `-env:UserInstallation=${pathToFileURL(profile)}`, '--headless', '--convert-to', format, '--outdir', profile, file,
    ], { stdio: 'ignore', timeout: 120_000 });
    return path.join(profile, `${path.basename(file, '.xlsx')}.${format}`);
  }

  const months = ["'Sales data'!$A$2:$A$5", 4];
  const plan = ["'Sales data'!$B$1", months, ["'Sales data'!$B$2:$B$5", 4]];
  const actual = ["'Sales data'!$C$1", months, ["'Sales data'!$C$2:$C$5", 4]];

  test('each kind is read back by openpyxl and drawn by LibreOffice; undo gives the file back', async () => {
    const { name, fork } = await newFork();
    const base = await saved(fork, 'base.xlsx');
    const kinds = [
      ['column', 'barChart'], ['bar', 'barChart'], ['line', 'lineChart'], ['area', 'areaChart'], ['pie', 'pieChart'],
      ['doughnut', 'doughnutChart'], ['scatter', 'scatterChart'], ['radar', 'radarChart'],
    ];
    const operations = kinds.map(([chart_type], i) => ({
      kind: 'create', sheet_name, chart_type, cell: `E${2 + 16 * i}`, title: `Sales as ${chart_type}`, data_labels: true,
      data_range: chart_type === 'pie' ? 'A1:B5' : chart_type === 'scatter' ? 'B1:C5' : 'A1:C5',
    }));
    operations.push({
      kind: 'create', sheet_name, chart_type: 'column', cell: 'N2', secondary_axis_title: 'right', series: [
        { values: 'B2:B5', categories: 'A2:A5', name: '=B1' },
        { values: 'C2:C5', categories: 'A2:A5', name: '=C1', chart_type: 'line', secondary_axis: true, color: 'C00000' },
      ],
    });
    const done = await call('chart_batch', { workbook_id: fork, operations });
    assert.equal(done.operations_applied, 9);

    const file = await saved(fork, 'charts.xlsx');
    const changed = changedParts(base, file);
    assert.equal(changed.filter((part) => /charts\/chart\d+\.xml$/.test(part)).length, 9);
    for (const part of changed) assert.match(part, /drawings|charts|worksheets|sharedStrings|Content_Types/);
    const read = openpyxl(file, sheet_name);
    const scatter = ["'Sales data'!$C$1", ["'Sales data'!$B$2:$B$5", 4], actual[2]];
    assert.deepEqual(read.slice(0, 8).map((chart) => chart[0]), kinds.map(([kind, tag]) => [
      tag, kind === 'pie' ? [plan] : kind === 'scatter' ? [scatter] : [plan, actual],
    ]));
    assert.deepEqual(read[8], [['barChart', [plan]], ['lineChart', [actual]]]);

    const pdf = convert(file, 'pdf');
    assert.ok(execFileSync('head', ['-c', '5', pdf]).toString().startsWith('%PDF-'));
    const drawn = Object.keys(partsOf(convert(file, 'ods'))).filter((part) => /^Object \d+\/content\.xml$/.test(part));
    assert.equal(drawn.length, 9, 'LibreOffice loads all of them');

    const { revisions } = await call('get_edits', { workbook_id: fork });
    assert.deepEqual([revisions[0].operations[0].kind, revisions[0].operations[0].chart.chart_type], ['chart', 'column']);
    await call('undo', { workbook_id: fork, steps: 1 });
    assert.equal(sha256(await saved(fork, 'undone.xlsx')), sha256(base));
    await call('undo', { workbook_id: fork, steps: 2 });
    assert.equal(sha256(await saved(fork, 'back.xlsx')), sha256(path.join(suite.stack.workspace, name)));
  });

  test('a chart follows its cells, changes and goes', async () => {
    const { fork } = await newFork();
    await call('chart_batch', {
      workbook_id: fork, operations: [{ kind: 'create', sheet_name, chart_type: 'line', data_range: 'A1:C5', cell: 'E2' }],
    });
    await call('structure_batch', {
      workbook_id: fork, operations: [{ kind: 'insert_rows', sheet_name, at_row: 3, count: 2 }],
    });
    const moved = openpyxl(await saved(fork, 'moved.xlsx'), sheet_name);
    assert.deepEqual(moved[0][0][1].map((series) => series[2][0]), ["'Sales data'!$B$2:$B$7", "'Sales data'!$C$2:$C$7"]);

    await call('chart_batch', {
      workbook_id: fork, operations: [
        { kind: 'update', sheet_name, name: 'Chart 1', chart_type: 'bar', grouping: 'stacked', data_range: 'A1:B7', title: '=A1' },
        { kind: 'move', sheet_name, name: 'Chart 1', cell: 'B20', width: 320 },
      ],
    });
    const { groups } = await call('list_objects', { workbook_id: fork, sheet_name, kinds: ['charts'] });
    const [chart] = groups[0].objects;
    assert.equal(chart.range, 'B20:F36', 'it was stretched by the new rows');
    assert.match(chart.summary, /bar stacked/);
    const updated = openpyxl(await saved(fork, 'updated.xlsx'), sheet_name);
    assert.deepEqual(updated[0].map(([tag, series]) => [tag, series.length]), [['barChart', 1]]);

    await call('chart_batch', { workbook_id: fork, operations: [{ kind: 'delete', sheet_name, name: 'Chart 1' }] });
    const parts = Object.keys(partsOf(await saved(fork, 'deleted.xlsx')));
    assert.deepEqual(parts.filter((part) => part.includes('charts/')), []);
  });

  test('a repeated request, a lost race and a wrong chart', async () => {
    const { fork } = await newFork();
    const operations = [{ kind: 'create', sheet_name, chart_type: 'column', data_range: 'A1:C5', cell: 'E2' }];
    const first = await call('chart_batch', { workbook_id: fork, operations, request_id: 'once' });
    const second = await call('chart_batch', { workbook_id: fork, operations, request_id: 'once' });
    assert.equal(second.revision, first.revision);
    const lost = await suite.connection.error('chart_batch', {
      workbook_id: fork, operations, expected_revision: first.previous_revision,
    });
    assert.equal(lost.reason, 'REVISION_CONFLICT');
    const wrong = await suite.connection.error('chart_batch', {
      workbook_id: fork, operations: [{ kind: 'delete', sheet_name, name: 'Chart 7' }],
    });
    assert.match(wrong.message, /there are 'Chart 1'/);
  });
});
