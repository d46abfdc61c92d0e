// A workbook that tries to reach out while it is calculated: by WEBSERVICE, a linked image, a link to another workbook and a
// DDE link. Nobody calls, nothing is read, and the rest of the workbook is calculated.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import net from 'node:net';
import { once } from 'node:events';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';

import { strToU8, zipSync } from 'fflate';

import { connect } from './support/clients.mjs';
import { Stack } from './support/processes.mjs';
import { partsOf, writeWorkbook } from './support/workbooks.mjs';

const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const relationships = 'http://schemas.openxmlformats.org/package/2006/relationships';
const relationship = (id, type, target, mode = '') =>
  `<Relationship Id="${id}" Type="${office}/${type}" Target="${target}"${mode}/>`;
const external = ' TargetMode="External"';

// The workbook, which names `url` and the file `secret` in every way there is.
function writeCurious(file, url, secret) {
  writeWorkbook(file, `<row r="1"><c r="A1"><v>2</v></c>
    <c r="B1"><f>A1*21</f><v>0</v></c>
    <c r="C1"><f>WEBSERVICE("${url}/webservice")</f><v>0</v></c>
    <c r="D1"><f>[1]Sheet1!A1</f><v>7</v></c>
    <c r="E1"><f>[2]Sheet1!A1</f><v>7</v></c>
    <c r="F1"><f>[3]!'!A1'</f><v>7</v></c></row>`);
  const parts = Object.fromEntries(Object.entries(partsOf(file)).map(([name, bytes]) => [name, Buffer.from(bytes).toString()]));
  const main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
  const link = (book) => `<?xml version="1.0"?><externalLink ${main} xmlns:r="${office}">${book}</externalLink>`;
  const book = link('<externalBook r:id="rId1"><sheetNames><sheetName val="Sheet1"/></sheetNames></externalBook>');
  parts['xl/externalLinks/externalLink1.xml'] = book;
  parts['xl/externalLinks/externalLink2.xml'] = book;
  parts['xl/externalLinks/externalLink3.xml'] = link('<ddeLink ddeService="cmd" ddeTopic="/C touch"><ddeItems><ddeItem name="!A1"/></ddeItems></ddeLink>');
  const path1 = (target) => `<Relationships xmlns="${relationships}">${relationship('rId1', 'externalLinkPath', target, external)}</Relationships>`;
  parts['xl/externalLinks/_rels/externalLink1.xml.rels'] = path1(`${url}/book.xlsx`);
  parts['xl/externalLinks/_rels/externalLink2.xml.rels'] = path1(`file://${secret}`);
  const links = [1, 2, 3];
  parts['xl/_rels/workbook.xml.rels'] = parts['xl/_rels/workbook.xml.rels'].replace('</Relationships>',
    `${links.map((n) => relationship(`rIdL${n}`, 'externalLink', `externalLinks/externalLink${n}.xml`)).join('')}</Relationships>`);
  parts['xl/workbook.xml'] = parts['xl/workbook.xml'].replace('</sheets>',
    `</sheets><externalReferences>${links.map((n) => `<externalReference r:id="rIdL${n}"/>`).join('')}</externalReferences>`);
  const drawing = 'http://schemas.openxmlformats.org/drawingml/2006';
  const picture = (n) => `<xdr:twoCellAnchor><xdr:from><xdr:col>${n}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>3</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from><xdr:to><xdr:col>${n + 1}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>6</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:to><xdr:pic><xdr:nvPicPr><xdr:cNvPr id="${n + 1}" name="P${n}"/><xdr:cNvPicPr/></xdr:nvPicPr><xdr:blipFill><a:blip r:link="rId${n}"/><a:stretch><a:fillRect/></a:stretch></xdr:blipFill><xdr:spPr><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></xdr:spPr></xdr:pic><xdr:clientData/></xdr:twoCellAnchor>`;
  parts['xl/drawings/drawing1.xml'] = `<?xml version="1.0"?><xdr:wsDr xmlns:xdr="${drawing}/spreadsheetDrawing" xmlns:a="${drawing}/main" xmlns:r="${office}">${picture(1)}${picture(2)}</xdr:wsDr>`;
  parts['xl/drawings/_rels/drawing1.xml.rels'] = `<Relationships xmlns="${relationships}">${relationship('rId1', 'image', `${url}/image.png`, external)}${relationship('rId2', 'image', `file://${secret}`, external)}</Relationships>`;
  parts['xl/worksheets/_rels/sheet1.xml.rels'] = `<Relationships xmlns="${relationships}">${relationship('rId1', 'drawing', '../drawings/drawing1.xml')}</Relationships>`;
  parts['xl/worksheets/sheet1.xml'] = parts['xl/worksheets/sheet1.xml']
    .replace('<worksheet ', `<worksheet xmlns:r="${office}" `).replace('</sheetData>', '</sheetData><drawing r:id="rId1"/>');
  const type = 'application/vnd.openxmlformats-officedocument';
  parts['[Content_Types].xml'] = parts['[Content_Types].xml'].replace('</Types>',
    `${links.map((n) => `<Override PartName="/xl/externalLinks/externalLink${n}.xml" ContentType="${type}.spreadsheetml.externalLink+xml"/>`).join('')}<Override PartName="/xl/drawings/drawing1.xml" ContentType="${type}.drawing+xml"/></Types>`);
  fs.writeFileSync(file, zipSync(Object.fromEntries(Object.entries(parts).map(([name, text]) => [name, strToU8(text)]))));
}

for (const mode of ['zygote', 'process', 'pipe']) {
  describe(`a curious workbook, --lo_mode=${mode}`, () => {
    let stack;
    let connection;
    let listener;
    let calls = 0;
    before(async () => {
      stack = await Stack.start({ recalcFlags: [`--lo_mode=${mode}`] });
      connection = await connect('client 2.x pinned to 2026-07-28', { url: stack.url });
      listener = net.createServer((socket) => {
        calls += 1;
        socket.destroy();
      });
      listener.listen(0, '127.0.0.1');
      await once(listener, 'listening');
    });
    after(async () => {
      listener?.close();
      await connection?.close();
      await stack?.stop();
    });

    test('is calculated and reaches nobody', async () => {
      const secret = path.join(stack.workspace, 'secret.xlsx');
      writeWorkbook(secret, '<row r="1"><c r="A1"><v>4711</v></c></row>');
      writeCurious(path.join(stack.workspace, 'curious.xlsx'), `http://127.0.0.1:${listener.address().port}`, secret);
      const { workbooks } = await connection.call('list_workbooks', { path_glob: 'curious.xlsx' });
      const { fork } = await connection.call('create_fork', { workbook_id: workbooks[0].workbook_id });
      await connection.call('recalculate', { workbook_id: fork.workbook_id });
      const { cells } = await connection.call('inspect_cells', {
        workbook_id: fork.workbook_id, sheet_name: 'Sheet1', targets: ['B1', 'C1', 'D1', 'E1', 'F1'],
      });
      const values = Object.fromEntries(cells.map((cell) => [cell.address, cell.value]));
      assert.equal(values.B1, 42, 'the rest is calculated');
      for (const address of ['C1', 'D1', 'E1', 'F1']) {
        assert.ok(!JSON.stringify(values[address]).includes('4711'), `${address}: ${JSON.stringify(values[address])}`);
      }
      assert.equal(calls, 0, 'nobody was called');
    });
  });
}
