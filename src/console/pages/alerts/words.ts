import type { AlertChannel } from '../../../api/types.ts';

export const CHANNEL_WORDS: Readonly<Record<AlertChannel['kind'], string>> = {
  email: 'E-mail',
  slack: 'Slack',
  teams: 'Microsoft Teams',
  webhook: 'Signed webhook',
};

/** Where a channel leads, without its secrets. */
export function whereOf({ kind, settings, secrets }: AlertChannel): string {
  if (kind === 'email') return Array.isArray(settings['to']) ? settings['to'].join(', ') : '';
  if (kind === 'webhook') return String(settings['url'] ?? '');
  return `address ends in ${secrets['url']?.lastFour ?? ''}`;
}
