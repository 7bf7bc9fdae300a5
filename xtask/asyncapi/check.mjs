// Checks an AsyncAPI document (its file is named) against the published schema of its version. Says what is wrong, one line each.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const Ajv = require('ajv');
const addFormats = require('ajv-formats');
const file = process.argv[2];
const document = JSON.parse(readFileSync(file, 'utf8'));
const schema = require(`@asyncapi/specs/schemas/${document.asyncapi}.json`);
// The schema brings JSON Schema's own schemas along, so Ajv's copies of them must stay away.
const ajv = new Ajv({ strict: false, allErrors: true, logger: false, meta: false, validateSchema: false });
addFormats(ajv);
const valid = ajv.compile(schema);
if (valid(document)) {
  console.log(`${file}: AsyncAPI ${document.asyncapi}, ${Object.keys(document.operations).length} operations, ${Object.keys(document.components.schemas).length} schemas`);
} else {
  for (const { instancePath, message } of valid.errors.slice(0, 20)) console.log(`${file}: ${instancePath || '/'} ${message}`);
  process.exit(1);
}
