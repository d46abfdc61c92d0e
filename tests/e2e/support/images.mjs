// Image files for tests: made, and looked at.
import zlib from 'node:zlib';

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(crc32(body), body.length + 4);
  return out;
}

function crc32(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}

// A PNG of one colour.
export function pngFile(width, height, [red, green, blue]) {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const row = Buffer.concat([Buffer.from([0]), ...Array(width).fill(Buffer.from([red, green, blue]))]);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', zlib.deflateSync(Buffer.concat(Array(height).fill(row)))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

// Width and height of a PNG.
export function pngSize(png) {
  return [png.readUInt32BE(16), png.readUInt32BE(20)];
}

// Color (rrggbb) -> number of pixels, of a PNG as SheetGate writes them: 8-bit truecolor, rows filtered by Up.
export function pngColors(png) {
  const [width, height] = pngSize(png);
  const data = [];
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at)) {
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') data.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
  }
  const filtered = zlib.inflateSync(Buffer.concat(data));
  const row = new Uint8Array(width * 3);
  const colors = new Map();
  for (let y = 0; y < height; y++) {
    const line = filtered.subarray(y * (row.length + 1) + 1, (y + 1) * (row.length + 1));
    for (let i = 0; i < row.length; i++) row[i] += line[i];
    for (let x = 0; x < row.length; x += 3) {
      const color = Buffer.from(row.subarray(x, x + 3)).toString('hex');
      colors.set(color, (colors.get(color) ?? 0) + 1);
    }
  }
  return colors;
}
