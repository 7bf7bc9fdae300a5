// Compresses every file named on stdin (one a line) to a neighbour ending on .br, with brotli at its best setting, and
// prints `bytes<TAB>compressed<TAB>file` for each. Used for the sites that are served and for the size budget.
import { readFile, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';

const compress = promisify(brotliCompress);
let input = '';
for await (const part of process.stdin) input += part;
await Promise.all(input.split('\n').filter(Boolean).map(async (file) => {
  const bytes = await readFile(file);
  const packed = await compress(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_LGWIN]: 24,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  });
  await writeFile(`${file}.br`, packed);
  process.stdout.write(`${bytes.length}\t${packed.length}\t${file}\n`);
}));
