// Screenshots of a corpus workbook through the gateway: picture blocks, their links, forks, limits.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { clientKinds, connect } from './support/clients.mjs';
import { pngColors, pngSize } from './support/images.mjs';
import { jobs } from './support/main_job.mjs';
import { Stack } from './support/processes.mjs';
import { copyFromCorpus } from './support/workbooks.mjs';

const [job] = jobs;
const [input, , changed] = job.input;

for (const kind of ['sdk 1.x', 'client 2.x pinned to 2026-07-28']) {
  assert.ok(clientKinds[kind]);
  describe(`screenshot_sheet, ${kind}`, () => {
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
    async function screenshot(args = {}) {
      const result = await connection.callRaw('screenshot_sheet', { workbook_id, sheet_name: job.sheet, ...args });
      assert.ok(!result.isError, JSON.stringify(result.content[0]));
      const blocks = Object.fromEntries(result.content.map((block) => [block.type, block]));
      return { ...blocks, told: result.structuredContent };
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
      const name = copyFromCorpus(
        'PHPOffice+PhpSpreadsheet/samples/templates/32readwriteDonutChartMultiseries1.xlsx', stack.workspace,
      );
      const { workbooks } = await connection.call('list_workbooks', { path_glob: name });
      const { image, told } = await screenshot({ workbook_id: workbooks[0].workbook_id, sheet_name: 'Charts' });
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
  });
}

describe('screenshot_sheet without LibreOffice', () => {
  test('says what to install', async () => {
    const stack = await Stack.start({ recalcFlags: ['--libreoffice_dir=/nonexistent'] });
    const connection = await connect('sdk 1.x', { url: stack.url });
    try {
      const name = copyFromCorpus(job.file, stack.workspace);
      const { workbooks } = await connection.call('list_workbooks', { path_glob: name });
      const error = await connection.error('screenshot_sheet', {
        workbook_id: workbooks[0].workbook_id, sheet_name: job.sheet,
      });
      assert.equal(error.reason, 'ENGINE_NOT_INSTALLED');
      assert.match(error.text, /apt install/);
    } finally {
      await connection.close();
      await stack.stop();
    }
  });
});
