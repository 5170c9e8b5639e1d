// The description of the interface against Redocly's recommended rules, each of which is an error. The library is used
// and not its command line, which would look for updates and report its use; nothing here refers to another host.
import { createConfig, lintFromString } from '@redocly/openapi-core';

// Nothing is switched off.
const config = await createConfig({ extends: ['recommended'] });

export async function mistakesInDescription(text) {
  const problems = await lintFromString({ source: text, absoluteRef: 'openapi.yaml', config });
  return problems.map(({ ruleId, message, location }) => `${location[0]?.pointer ?? ''}: ${message} (${ruleId})`);
}
