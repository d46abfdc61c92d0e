// How cells and sheets look, changed through the gateway: other readers see what was asked for, what was not asked for
// stays, undo gives the file back byte for byte.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { describe, test } from 'node:test';

import { jobs } from './support/main_job.mjs';
import { useStack } from './support/suite.mjs';
import { changedParts, sha256 } from './support/workbooks.mjs';

// What openpyxl reads: `code` prints the JSON of what it makes of `book` and `sheet`.
function openpyxl(file, sheet, code) {
  const script = `import json, sys, openpyxl
book = openpyxl.load_workbook(sys.argv[1], keep_vba=sys.argv[1].endswith('m'))
sheet = book[sys.argv[2]]
print(json.dumps(${code}))`;
  return JSON.parse(execFileSync('/usr/bin/python3', ['-c', script, file, sheet], { encoding: 'utf8' }));
}

describe('how cells and sheets look', () => {
  const suite = useStack();
  const { call, saved } = suite;
  const newFork = (job) => suite.newFork(job.file);

  async function undoneIsTheOriginal(fork, name) {
    const { revisions } = await call('history', { workbook_id: fork });
    await call('undo', { workbook_id: fork, steps: revisions.length - 1 });
    assert.equal(sha256(await saved(fork, `back-${fork}-${name}`)), sha256(path.join(suite.stack.workspace, name)));
  }
  // Conflict and retry, the same for every batch tool.
  async function isSafeToRepeatAndToRace(tool, workbook_id, operations) {
    const first = await call(tool, { workbook_id, operations, request_id: `${tool}-1` });
    const again = await call(tool, { workbook_id, operations, request_id: `${tool}-1` });
    assert.equal(again.revision, first.revision);
    const lost = await suite.connection.error(tool, { workbook_id, operations, expected_revision: first.previous_revision });
    assert.equal(lost.reason, 'REVISION_CONFLICT');
  }
  // LibreOffice opens it and calculates.
  async function calculates(fork) {
    const { formulas_calculated } = await call('recalculate', { workbook_id: fork });
    assert.ok(formulas_calculated > 0);
  }

  for (const job of jobs) {
    test(`${path.basename(job.file)}: cells are formatted, and nothing else is`, async () => {
      const { name, fork } = await newFork(job);
      const operations = [
        {
          sheet_name: job.sheet,
          ranges: ['SB2:SD4'],
          look: {
            font: 'Arial', font_size: 14, bold: true, underline: 'double', font_color: 'theme:4:-0.25', fill_color: 'DDEBF7',
            borders: [{ edge: 'outline', style: 'thick', color: 'FF0000' }, { edge: 'inside', style: 'hair' }],
            horizontal: 'center', wrap_text: true, number_format: '#,##0.0" t"', unlocked: true,
          },
        },
        { sheet_name: job.sheet, ranges: ['SB3'], look: { italic: true, bold: false }, clear: ['underline', 'fill'] },
        { sheet_name: job.sheet, ranges: ['XA:XB', '900:901'], look: { rotation: -30 } },
      ];
      const done = await call('style_batch', { workbook_id: fork, operations });
      assert.equal(done.operations_applied, 3);
      const file = await saved(fork, `style-${name}`);
      const seen = openpyxl(file, job.sheet, `{
        'c3': [sheet['SC3'].font.name, sheet['SC3'].font.sz, sheet['SC3'].font.b, sheet['SC3'].font.u,
               sheet['SC3'].fill.fgColor.rgb, sheet['SC3'].number_format, sheet['SC3'].alignment.horizontal,
               sheet['SC3'].protection.locked, sheet['SC3'].font.color.theme],
        'b3': [sheet['SB3'].font.i, bool(sheet['SB3'].font.b), sheet['SB3'].font.u, sheet['SB3'].font.name],
        'edges': [sheet['SB2'].border.left.style, sheet['SB2'].border.top.color.rgb, sheet['SC3'].border.left.style,
                  sheet['SD4'].border.bottom.style],
        'lines': [sheet.column_dimensions['XA'].alignment.textRotation, sheet.row_dimensions[900].alignment.textRotation]}`);
      assert.deepEqual(seen, {
        c3: ['Arial', 14, true, 'double', 'FFDDEBF7', '#,##0.0" t"', 'center', false, 4],
        b3: [true, false, null, 'Arial'],
        edges: ['thick', 'FFFF0000', 'hair', 'thick'],
        lines: [120, 120],
      });
      const changed = changedParts(path.join(suite.stack.workspace, name), file);
      assert.equal(changed.length, 2, changed.join());
      assert.ok(changed.some((part) => part.endsWith('styles.xml')));
      const { changes } = await call('get_changeset', { workbook_id: fork });
      assert.equal(changes.filter((change) => change.kind === 'value' || change.kind === 'formula').length, 0);
      await calculates(fork);
      await undoneIsTheOriginal(fork, name);
    });
  }

  test('built-in cell styles are added to a workbook that does not have them', async () => {
    const job = jobs[0];
    const { name, fork } = await newFork(job);
    const styles = ['Good', 'Heading 1', 'Total', '20% - Accent3', 'Comma', 'Title'];
    const operations = styles.map((named_style, i) => ({ sheet_name: job.sheet, ranges: [`XX${900 + i}`], look: { named_style } }));
    await isSafeToRepeatAndToRace('style_batch', fork, operations);
    const file = await saved(fork, `named-${name}`);
    const seen = openpyxl(file, job.sheet, `{
      'styles': [sheet.cell(900 + i, 648).style for i in range(6)],
      'good': [sheet['XX900'].font.color.rgb, sheet['XX900'].fill.fgColor.rgb],
      'heading': [sheet['XX901'].font.b, sheet['XX901'].font.sz, sheet['XX901'].border.bottom.style],
      'total': [sheet['XX902'].border.top.style, sheet['XX902'].border.bottom.style],
      'accent': [sheet['XX903'].fill.fgColor.theme, round(sheet['XX903'].fill.fgColor.tint, 3)],
      'title': [sheet['XX905'].font.sz, sheet['XX905'].font.scheme]}`);
    assert.deepEqual(seen, {
      styles, good: ['FF006100', 'FFC6EFCE'], heading: [true, 15, 'thick'], total: ['thin', 'double'], accent: [6, 0.8], title: [18, 'major'],
    });
    await calculates(fork);
    await undoneIsTheOriginal(fork, name);
  });

  test('a look that is read can be given, and the same again adds nothing', async () => {
    const job = jobs[0];
    const { fork } = await newFork(job);
    const { rows, styles } = await call('grid_export', { workbook_id: fork, sheet_name: job.sheet });
    const cell = rows.flatMap((row) => row.cells).find((one) => one.style);
    const operations = [{ sheet_name: job.sheet, ranges: ['XX900:XZ950'], look: styles[cell.style - 1] }];
    await isSafeToRepeatAndToRace('style_batch', fork, operations);
    const copy = await call('grid_export', { workbook_id: fork, sheet_name: job.sheet, range: 'XY920' });
    assert.deepEqual(copy.styles[0], styles[cell.style - 1]);
    const before = await saved(fork, 'once.xlsx');
    await call('style_batch', { workbook_id: fork, operations });
    assert.deepEqual(changedParts(before, await saved(fork, 'twice.xlsx')), []);
    const { revisions } = await call('get_edits', { workbook_id: fork });
    assert.deepEqual(revisions[0].operations[0].kind, 'style');
    assert.deepEqual(revisions[0].operations[0].style.ranges, operations[0].ranges);
  });

  test('an operation that is wrong is told, and none is done', async () => {
    const job = jobs[0];
    const { fork } = await newFork(job);
    const error = await suite.connection.error('style_batch', {
      workbook_id: fork,
      operations: [
        { sheet_name: job.sheet, ranges: ['A1'], look: { bold: true } },
        { sheet_name: job.sheet, ranges: ['A1'], look: { fill_color: 'yellowish' } },
      ],
    });
    assert.equal(error.reason, 'INVALID_ARGUMENT');
    assert.match(error.text, /operations\[1\].*fill_color.*RRGGBB/);
    const many = await suite.connection.error('style_batch', {
      workbook_id: fork,
      operations: [{ sheet_name: job.sheet, ranges: ['A1:Z90000'], look: { bold: true } }],
    });
    assert.equal(many.reason, 'LIMIT_EXCEEDED');
    assert.match(many.text, /A:Z/);
  });

  for (const job of jobs) {
    test(`${path.basename(job.file)}: columns and rows get sizes`, async () => {
      const { name, fork } = await newFork(job);
      const operations = [
        { kind: 'set_column_width', sheet_name: job.sheet, columns: 'XA:XB', width: 20.5 },
        { kind: 'hide_columns', sheet_name: job.sheet, columns: 'XB' },
        { kind: 'set_row_height', sheet_name: job.sheet, rows: '900:901', height: 33 },
        { kind: 'hide_rows', sheet_name: job.sheet, rows: '901' },
        { kind: 'fit_columns', sheet_name: job.sheet, columns: 'A:H', min_width: 6, max_width: 60 },
      ];
      await isSafeToRepeatAndToRace('column_size_batch', fork, operations);
      const file = await saved(fork, `size-${name}`);
      const seen = openpyxl(file, job.sheet, `[sheet.column_dimensions['XA'].width, sheet.column_dimensions['XB'].hidden,
        sheet.row_dimensions[900].height, sheet.row_dimensions[901].hidden]`);
      assert.deepEqual(seen, [20.5, true, 33, true]);
      assert.equal(changedParts(path.join(suite.stack.workspace, name), file).length, 1);
      const { revisions } = await call('get_edits', { workbook_id: fork });
      assert.equal(revisions[0].operations[0].layout.size.columns, 'XA:XB');
      await calculates(fork);
      await undoneIsTheOriginal(fork, name);
    });

    test(`${path.basename(job.file)}: the sheet is arranged`, async () => {
      const { name, fork } = await newFork(job);
      const sheet_name = job.sheet;
      const operations = [
        { kind: 'freeze_panes', sheet_name, rows_frozen: 2, columns_frozen: 1 },
        { kind: 'set_view', sheet_name, zoom: 70, grid_lines: false },
        { kind: 'set_page_setup', sheet_name, orientation: 'landscape', paper_size: 'A4', fit_to_width: 1, center_horizontally: true },
        { kind: 'set_page_margins', sheet_name, margin_left: 0.25 },
        { kind: 'set_header_footer', sheet_name, header: '&LA && B&RPage &P', first_footer: '&Conly once' },
        { kind: 'set_print_area', sheet_name, ranges: ['A1:H40'] },
        { kind: 'set_print_titles', sheet_name, rows: '1:2' },
        { kind: 'set_page_breaks', sheet_name, row_breaks: [10], column_breaks: ['D'] },
        { kind: 'group_rows', sheet_name, rows: '900:905', collapsed: true },
        { kind: 'group_columns', sheet_name, columns: 'XA:XC' },
        { kind: 'set_auto_filter', sheet_name, range: 'XF900:XH910' },
        { kind: 'protect_sheet', sheet_name, password: 'open sesame', allow: ['sort'] },
      ];
      const done = await call('sheet_layout_batch', { workbook_id: fork, operations });
      assert.equal(done.operations_applied, operations.length);
      const file = await saved(fork, `layout-${name}`);
      const seen = openpyxl(file, sheet_name, `{
        'frozen': sheet.freeze_panes, 'zoom': sheet.sheet_view.zoomScale, 'grid': sheet.sheet_view.showGridLines,
        'page': [sheet.page_setup.orientation, int(sheet.page_setup.paperSize), sheet.sheet_properties.pageSetUpPr.fitToPage,
                 int(sheet.page_setup.fitToHeight), sheet.print_options.horizontalCentered, sheet.page_margins.left],
        'footer': sheet.firstFooter.center.text, 'titles': sheet.print_title_rows, 'area': sheet.print_area,
        'breaks': [[b.id for b in sheet.row_breaks.brk], [b.id for b in sheet.col_breaks.brk]],
        'groups': [sheet.row_dimensions[900].outlineLevel, sheet.row_dimensions[905].hidden,
                   sheet.column_dimensions['XA'].outlineLevel],
        'filter': sheet.auto_filter.ref,
        'protection': [sheet.protection.sheet, sheet.protection.sort, sheet.protection.formatCells,
                       sheet.protection.algorithmName, sheet.protection.spinCount]}`);
      const quoted = (range) => seen.area.includes(range);
      assert.ok(quoted('$A$1:$H$40'), seen.area);
      assert.match(seen.titles, /\$?1:\$?2/);
      const { area, titles, ...rest } = seen;
      assert.deepEqual(rest, {
        frozen: 'B3', zoom: 70, grid: false, page: ['landscape', 9, true, 0, true, 0.25], footer: 'only once',
        breaks: [[9], [3]], groups: [1, true, 1], filter: 'XF900:XH910', protection: [true, false, true, 'SHA-512', 100000],
      });
      // The hash is the standard's, of a password that is kept nowhere.
      const hashed = execFileSync('/usr/bin/python3', ['-c', `import base64, hashlib, openpyxl, sys
p = openpyxl.load_workbook(sys.argv[1], keep_vba=sys.argv[1].endswith('m'))[sys.argv[2]].protection
h = hashlib.sha512(base64.b64decode(p.saltValue) + 'open sesame'.encode('utf-16-le')).digest()
for i in range(100000): h = hashlib.sha512(h + i.to_bytes(4, 'little')).digest()
print(base64.b64encode(h).decode() == p.hashValue)`, file, sheet_name], { encoding: 'utf8' });
      assert.equal(hashed.trim(), 'True');
      const edits = await call('get_edits', { workbook_id: fork });
      assert.ok(!JSON.stringify(edits).includes('sesame'));
      await calculates(fork);
      await undoneIsTheOriginal(fork, name);
    });
  }

  test('arranging is safe to repeat and to race, and refused as a whole', async () => {
    const job = jobs[1];
    const { fork } = await newFork(job);
    await isSafeToRepeatAndToRace('sheet_layout_batch', fork, [{ kind: 'freeze_panes', sheet_name: job.sheet, rows_frozen: 1 }]);
    const table = await suite.connection.error('sheet_layout_batch', {
      workbook_id: fork,
      operations: [
        { kind: 'set_view', sheet_name: job.sheet, zoom: 50 },
        { kind: 'ungroup_rows', sheet_name: job.sheet, rows: '2:3' },
      ],
    });
    assert.equal(table.reason, 'STRUCTURE_CONFLICT');
    assert.match(table.text, /operations\[1\]/);
  });
});
