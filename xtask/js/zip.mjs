// Packs a folder into a zip: `zip.mjs FOLDER FILE`. The same files give the same bytes: sorted names, one date, one level.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, relative, sep } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';

const [folder, file] = process.argv.slice(2);
const DATE = 0x21; // 1980-01-01, the first a zip can say
const UTF8 = 0x800;

const names = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((one) => one.isFile()).map((one) => join(one.parentPath ?? one.path, one.name)).sort();
const parts = [];
const directory = [];
let place = 0;
for (const path of names) {
  const bytes = readFileSync(path);
  const name = Buffer.from(`${basename(folder)}/${relative(folder, path).split(sep).join('/')}`);
  const packed = deflateRawSync(bytes, { level: 9 });
  const stored = packed.length >= bytes.length;
  const body = stored ? bytes : packed;
  // version, flags, method, time, date, crc, sizes, length of the name: the same in both places of a file
  const about = Buffer.alloc(26);
  about.writeUInt16LE(20, 0);
  about.writeUInt16LE(UTF8, 2);
  about.writeUInt16LE(stored ? 0 : 8, 4);
  about.writeUInt16LE(DATE, 8);
  about.writeUInt32LE(crc32(bytes), 10);
  about.writeUInt32LE(body.length, 14);
  about.writeUInt32LE(bytes.length, 18);
  about.writeUInt16LE(name.length, 22);
  parts.push(Buffer.from('PK\x03\x04', 'latin1'), about, name, body);
  const rest = Buffer.alloc(14);
  rest.writeUInt32LE(place, 10);
  directory.push(Buffer.from('PK\x01\x02\x14\0', 'latin1'), about, rest, name);
  place += 4 + about.length + name.length + body.length;
}
const listed = Buffer.concat(directory);
const end = Buffer.alloc(18);
end.writeUInt16LE(names.length, 4);
end.writeUInt16LE(names.length, 6);
end.writeUInt32LE(listed.length, 8);
end.writeUInt32LE(place, 12);
writeFileSync(file, Buffer.concat([...parts, listed, Buffer.from('PK\x05\x06', 'latin1'), end]));
console.log(`${names.length} files, ${place + listed.length + 22} bytes`);
