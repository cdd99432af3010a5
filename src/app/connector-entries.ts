import type { Connector } from '../connectors/kit/connector.ts';
import { type GivenSettings, type SettingsVerdict, validateSettings } from '../connectors/kit/settings.ts';
import type { ConnectorEntry } from '../server/deps.ts';

/** Connectors as the server shows them. */
export function connectorEntries(connectors: Readonly<Record<string, Connector>>): ConnectorEntry[] {
  return Object.values(connectors).map((connector) => ({
    name: connector.name,
    title: connector.title,
    description: connector.description,
    settings: connector.settings.map((field) => ({
      ...field,
      ...(field.choices ? { choices: [...field.choices] } : {}),
    })) as unknown as ConnectorEntry['settings'],
    receivesWebhooks: connector.receive !== undefined,
    canBeCareful: connector.careful !== undefined,
    check: (given) => judgeSettings(connector, given),
    ...(connector.importFile
      ? { importFile: (text: string) => connector.importFile?.(text) ?? never(connector.name) }
      : {}),
  }));
}

/** Each field alone first, then what only the whole shows. */
function judgeSettings(connector: Connector, given: GivenSettings): SettingsVerdict {
  const verdict = validateSettings(connector.settings, given);
  if ('faults' in verdict) return verdict;
  const faults = connector.checkSettings?.(verdict.settings) ?? [];
  return faults.length > 0 ? { faults } : verdict;
}

function never(name: string): never {
  throw new Error(`Connector ${name} imports no file`);
}
