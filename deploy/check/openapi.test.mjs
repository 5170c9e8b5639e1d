// The description of the interface has none of the mistakes that Redocly's linter knows, whether it calls them errors or
// warnings; and a mistake in it would be found, which is tried with mistakes.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { mistakesInDescription } from './openapi.mjs';

const file = 'src/main/resources-http/META-INF/openapi.yaml';
const description = readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');

test(`${file} follows the recommended rules`, async () => {
  assert.deepEqual(await mistakesInDescription(description), []);
});

for (const [right, wrong, found] of [
  ['openapi: 3.1.0', 'openapi: 3.1.0\nextra: 1', 'struct'],
  ['  version: 1.0.0\n', '', 'struct'],
  ['      operationId: inspectAnImageByQuery\n', '', 'operation-operationId'],
  ['operationId: inspectAnImageByQuery', 'operationId: inspectAnImage', 'operation-operationId-unique'],
  ['      summary: Inspect an image\n', '', 'operation-summary'],
  ['security: []\n', '', 'security-defined'],
  ['- GitHubSignature: []', '- GitLabSignature: []', 'security-defined'],
  ['    description: Inspect images, one or several, over plain HTTP\n', '', 'tag-description'],
  ['  license:\n    name: Apache-2.0\n    identifier: Apache-2.0\n', '', 'info-license'],
  ['    identifier: Apache-2.0\n', '', 'info-license-strict'],
  ['servers:\n  - url: /\n    description: The instance that serves this description\n', '', 'no-empty-servers'],
  ['"#/components/schemas/BatchView"', '"#/components/schemas/BatchVew"', 'no-unresolved-refs'],
  ['\n    Transport:\n', '\n    Unused: {type: string}\n    Transport:\n', 'no-unused-components'],
  ['  /inspections:\n', '  /inspections/:\n', 'no-path-trailing-slash'],
  ['statusCode: 503\n', 'statusCode: 504\n', 'no-invalid-media-type-examples'],
]) {
  test(`${file} with "${wrong.trim()}" for "${right.trim()}" is a mistake`, async () => {
    assert.ok(description.includes(right), `there is no "${right}"`);
    const mistakes = await mistakesInDescription(description.replace(right, () => wrong));
    assert.match(mistakes.join('\n'), new RegExp(`\\(${found}\\)`));
  });
}
