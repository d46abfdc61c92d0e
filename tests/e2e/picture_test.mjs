// Pictures of corpus workbooks through the gateway, of ranges, charts and printed pages: picture blocks, their links, forks,
// limits.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { clientKinds, connect } from './support/clients.mjs';
import { pngColors, pngSize } from './support/images.mjs';
import { jobs } from './support/main_job.mjs';
import { Stack } from './support/processes.mjs';
import { copyFromCorpus } from './support/workbooks.mjs';

const [job] = jobs;
const [input, , changed] = job.input;
const chartFile = 'PHPOffice+PhpSpreadsheet/samples/templates/32readwriteDonutChartMultiseries1.xlsx';

for (const kind of ['sdk 1.x', 'client 2.x pinned to 2026-07-28']) {
  assert.ok(clientKinds[kind]);
  describe(`pictures, ${kind}`, () => {
    let stack;
    let connection;
    let workbook_id;
    before(async () => {
      stack = await Stack.start({});
      connection = await connect(kind, { url: stack.url });
      const name = copyFromCorpus(job.file, stack.workspace);
      const { workbooks } = await connection.call('list_workbooks', { path_glob: name });
      ({ workbook_id } = workbooks[0]);
    });
    after(async () => {
      await connection?.close();
      await stack?.stop();
    });

    // The blocks of a picture, by type, and its structured content.
    async function draw(tool, args) {
      const result = await connection.callRaw(tool, args);
      assert.ok(!result.isError, JSON.stringify(result.content[0]));
      const blocks = Object.fromEntries(result.content.map((block) => [block.type, block]));
      return { ...blocks, told: result.structuredContent };
    }

    const screenshot = (args = {}) => draw('screenshot_sheet', { workbook_id, sheet_name: job.sheet, ...args });

    async function open(file) {
      const name = copyFromCorpus(file, stack.workspace);
      const { workbooks } = await connection.call('list_workbooks', { path_glob: name });
      return workbooks[0].workbook_id;
    }

    // The bytes of a resource.
    async function read(uri) {
      const { contents } = await connection.client.readResource({ uri });
      return Buffer.from(contents[0].blob, 'base64');
    }

    test('is a picture of the promised size, in a block of its own', async () => {
      const { text, image, resource_link, told } = await screenshot();
      assert.equal(image.mimeType, 'image/png');
      const png = Buffer.from(image.data, 'base64');
      assert.deepEqual(pngSize(png), [told.width, told.height]);
      assert.ok(told.width > 600 && told.height > 400, `${told.width} x ${told.height}`);
      assert.equal(told.image, undefined);
      assert.ok(text.text.length < 2000, 'the text does not hold the picture');
      assert.equal(told.stale_values, false);
      assert.match(told.engine, /^LibreOffice /);
      // The headings of the sections have this fill.
      assert.ok((pngColors(png).get('f8cbad') ?? 0) > 1000);

      assert.equal(resource_link.uri, told.resource.uri);
      const { contents } = await connection.client.readResource({ uri: resource_link.uri });
      assert.equal(contents[0].mimeType, 'image/png');
      assert.deepEqual(Buffer.from(contents[0].blob, 'base64'), png);
    });

    test('draws the range, scale and format asked for', async () => {
      const one = await screenshot({ range: 'B2:D9', headings: false, grid_lines: false });
      const two = await screenshot({ range: 'B2:D9', headings: false, grid_lines: false, scale: 2 });
      assert.ok(Math.abs(two.told.width - 2 * one.told.width) <= 1);
      assert.deepEqual(pngSize(Buffer.from(two.image.data, 'base64')), [two.told.width, two.told.height]);
      const { resource, image, resource_link } = await screenshot({ range: 'B2:D9', format: 'pdf' });
      assert.equal(image, undefined);
      assert.equal(resource.resource.mimeType, 'application/pdf');
      assert.equal(resource.resource.uri, resource_link.uri);
      assert.match(Buffer.from(resource.resource.blob, 'base64').toString('latin1'), /^%PDF-/);
    });

    test('shows an edit of a fork, and what depends on it', async () => {
      const { fork } = await connection.call('create_fork', { workbook_id });
      const args = { workbook_id: fork.workbook_id, range: 'H3:H7', headings: false };
      const before = await screenshot(args);
      assert.equal(before.told.stale_values, false);
      await connection.call('edit_batch', {
        workbook_id: fork.workbook_id, sheet_name: job.sheet, edits: [{ address: input, value: changed }],
      });
      const stale = await screenshot(args);
      assert.notEqual(stale.told.revision, before.told.revision);
      assert.equal(stale.told.stale_values, true);
      assert.notEqual(stale.image.data, before.image.data, 'H3 is shown calculated anew');
      await connection.call('recalculate', { workbook_id: fork.workbook_id });
      const fresh = await screenshot(args);
      assert.equal(fresh.told.stale_values, false);
      assert.equal(fresh.image.data, stale.image.data);
      const again = await screenshot({ ...args, revision: before.told.revision });
      assert.equal(again.image.data, before.image.data);
    });

    test('draws charts, which the default range covers', async () => {
      const { image, told } = await screenshot({ workbook_id: await open(chartFile), sheet_name: 'Charts' });
      assert.match(told.range, /^A1:/);
      // A doughnut of twelve colors.
      const areas = [...pngColors(Buffer.from(image.data, 'base64')).values()].filter((pixels) => pixels > 3000);
      assert.ok(areas.length >= 10, `${areas.length} areas of one color`);
    });

    test('more than one picture shows is refused with ranges that work', async () => {
      const error = await connection.error('screenshot_sheet', {
        workbook_id, sheet_name: job.sheet, range: 'A1:AF120',
      });
      assert.equal(error.reason, 'LIMIT_EXCEEDED');
      const ranges = error.detail.metadata.ranges.split(', ');
      assert.deepEqual(ranges, ['A1:AD100', 'AE1:AF100', 'A101:AD120', 'AE101:AF120']);
      await screenshot({ range: ranges[1] });
      const unknown = await connection.error('screenshot_sheet', { workbook_id, sheet_name: 'Nope' });
      assert.equal(unknown.reason, 'SHEET_NOT_FOUND');
    });

    test('render_chart draws one chart at its size', async () => {
      const args = { workbook_id: await open(chartFile), sheet_name: 'Charts' };
      const { groups } = await connection.call('list_objects', { ...args, kinds: ['charts'] });
      const [{ name }] = groups[0].objects;
      const { image, resource_link, told } = await draw('render_chart', { ...args, chart: name });
      const png = Buffer.from(image.data, 'base64');
      assert.deepEqual(pngSize(png), [told.width, told.height]);
      assert.deepEqual([told.width, told.height, told.chart], [734, 487, name]);
      const areas = [...pngColors(png).values()].filter((pixels) => pixels > 3000);
      assert.ok(areas.length >= 12, `${areas.length} areas of one color`);
      assert.deepEqual(await read(resource_link.uri), png);

      const { resource } = await draw('render_chart', { ...args, format: 'pdf' });
      assert.equal(resource.resource.mimeType, 'application/pdf');
      assert.match(Buffer.from(resource.resource.blob, 'base64').toString('latin1'), /^%PDF-/);
      const unknown = await connection.error('render_chart', { ...args, chart: 'Sales' });
      assert.equal(unknown.reason, 'INVALID_ARGUMENT');
      assert.match(unknown.text, new RegExp(`there are '${name}'`));
      const none = await connection.error('render_chart', { workbook_id, sheet_name: job.sheet });
      assert.match(none.text, /it has no charts/);
    });

    test('render_chart shows what a fork made and edited', async () => {
      const { fork } = await connection.call('create_fork', { workbook_id: await open(chartFile) });
      const chart = { workbook_id: fork.workbook_id, sheet_name: 'Data', chart: 'New' };
      const { workbook_id: id } = chart;
      const values = [['x', 'y'], ['a', '1'], ['b', '2'], ['c', '=B102+1']];
      const edits = values.flatMap((row, r) => row.map((value, c) => (
        { address: `${'AB'[c]}${101 + r}`, ...(String(value).startsWith('=') ? { formula: value } : { value }) })));
      await connection.call('edit_batch', { workbook_id: id, sheet_name: 'Data', edits });
      await connection.call('chart_batch', {
        workbook_id: id,
        operations: [{
          kind: 'create', sheet_name: 'Data', name: 'New', chart_type: 'column', data_range: 'A101:B104', cell: 'D101',
          anchor: 'one_cell', width: 400, height: 300,
        }],
      });
      const before = await draw('render_chart', chart);
      assert.ok(Math.abs(before.told.width - 400) <= 1, `${before.told.width} wide`);
      assert.ok(Math.abs(before.told.height - 300) <= 1, `${before.told.height} high`);
      assert.equal(before.told.stale_values, true);
      await connection.call('edit_batch', { workbook_id: id, sheet_name: 'Data', edits: [{ address: 'B102', value: 9 }] });
      const after = await draw('render_chart', chart);
      assert.notEqual(after.image.data, before.image.data);
      assert.equal((await read(before.resource_link.uri)).toString('base64'), before.image.data);
    });

    test('print_preview shows a page, and a pdf all of them', async () => {
      const args = { workbook_id, sheet_name: job.sheet };
      const { image, resource_link, told } = await draw('print_preview', args);
      const png = Buffer.from(image.data, 'base64');
      assert.deepEqual(pngSize(png), [told.width, told.height]);
      assert.equal(told.page, 1);
      assert.ok(told.page_count >= 1);
      assert.ok(Math.abs(told.width - told.paper_width * 96 / 72) < 1, `${told.width} of ${told.paper_width} pt`);
      assert.deepEqual(await read(resource_link.uri), png);

      const all = await draw('print_preview', { ...args, format: 'pdf' });
      assert.equal(all.told.page, undefined);
      const pdf = Buffer.from(all.resource.resource.blob, 'base64').toString('latin1');
      assert.match(pdf, new RegExp(`/Count ${told.page_count}\\b`));
      const beyond = await connection.error('print_preview', { ...args, page: told.page_count + 1 });
      assert.equal(beyond.reason, 'INVALID_ARGUMENT');
      assert.match(beyond.text, new RegExp(`the sheet has ${told.page_count} page`));
    });

    test('print_preview prints with the paper and the print area a fork sets', async () => {
      const { fork } = await connection.call('create_fork', { workbook_id });
      const args = { workbook_id: fork.workbook_id, sheet_name: job.sheet };
      await connection.call('sheet_layout_batch', {
        workbook_id: fork.workbook_id,
        operations: [
          { kind: 'set_page_setup', sheet_name: job.sheet, paper_size: 'A5', orientation: 'landscape' },
          { kind: 'set_print_area', sheet_name: job.sheet, ranges: ['A1:C4'] },
        ],
      });
      const { told } = await draw('print_preview', args);
      assert.equal(told.page_count, 1);
      assert.ok(Math.abs(told.paper_width - 595) < 1 && Math.abs(told.paper_height - 420) < 1, JSON.stringify(told));

      // Another sheet has pages of its own, hidden or not, whatever the first one prints.
      await connection.call('structure_batch', {
        workbook_id: fork.workbook_id,
        operations: [{ kind: 'create_sheet', sheet_name: 'Notes' }, { kind: 'hide_sheet', sheet_name: 'Notes' }],
      });
      const notes = { ...args, sheet_name: 'Notes' };
      assert.match((await connection.error('print_preview', notes)).text, /'Notes' is empty/);
      await connection.call('edit_batch', { ...notes, edits: [{ address: 'A1', value: 'note' }] });
      const other = await draw('print_preview', notes);
      assert.equal(other.told.page_count, 1);
      assert.ok(other.told.paper_height > other.told.paper_width);
      const colors = pngColors(Buffer.from(other.image.data, 'base64'));
      assert.ok(colors.get('ffffff') > 0.99 * other.told.width * other.told.height && colors.size > 1, 'one word');
    });
  });
}

describe('pictures without LibreOffice', () => {
  test('say what to install', async () => {
    const stack = await Stack.start({ recalcFlags: ['--libreoffice_dir=/nonexistent'] });
    const connection = await connect('sdk 1.x', { url: stack.url });
    try {
      const name = copyFromCorpus(job.file, stack.workspace);
      const { workbooks } = await connection.call('list_workbooks', { path_glob: name });
      for (const tool of ['screenshot_sheet', 'render_chart', 'print_preview']) {
        const error = await connection.error(tool, { workbook_id: workbooks[0].workbook_id, sheet_name: job.sheet });
        assert.equal(error.reason, 'ENGINE_NOT_INSTALLED');
        assert.match(error.text, /apt install/);
      }
    } finally {
      await connection.close();
      await stack.stop();
    }
  });
});
