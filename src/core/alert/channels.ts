/** Where alerts are told. */
export const CHANNEL_KINDS = ['email', 'slack', 'teams', 'webhook'] as const;
export type ChannelKind = (typeof CHANNEL_KINDS)[number];

interface ChannelField {
  readonly name: string;
  readonly label: string;
  readonly help: string;
  readonly type: 'text' | 'number' | 'boolean' | 'list' | 'choice' | 'secret';
  readonly required?: boolean;
  readonly choices?: readonly string[];
  readonly fallback?: string | number | boolean;
}

export type ChannelValue = string | number | boolean | readonly string[];
export type ChannelSettings = Readonly<Record<string, ChannelValue>>;

const PRIVATE: ChannelField = {
  name: 'allowPrivateNetwork',
  label: 'In our own network',
  help: 'The address may be on this machine or in a private network, also without https.',
  type: 'boolean',
  fallback: false,
};

/** What each kind of channel needs. Forms, the API and checks are made from it. */
export const CHANNEL_FIELDS: Readonly<Record<ChannelKind, readonly ChannelField[]>> = {
  email: [
    { name: 'host', label: 'SMTP server', help: 'Name of the mail server.', type: 'text', required: true },
    { name: 'port', label: 'Port', help: '587 for STARTTLS, 465 for TLS.', type: 'number', fallback: 587 },
    {
      name: 'security',
      label: 'Encryption',
      help: 'starttls: must be offered; tls: from the first byte; none: only within the own network.',
      type: 'choice',
      choices: ['starttls', 'tls', 'none'],
      fallback: 'starttls',
    },
    { name: 'user', label: 'User', help: 'Empty when the server asks for none.', type: 'text' },
    { name: 'password', label: 'Password', help: 'Of the user.', type: 'secret' },
    { name: 'from', label: 'From', help: 'Address of the sender.', type: 'text', required: true },
    { name: 'to', label: 'To', help: 'Addresses of those who are told.', type: 'list', required: true },
  ],
  slack: [
    {
      name: 'url',
      label: 'Webhook address',
      help: 'Slack: Apps, Incoming webhooks. Whoever has it can post.',
      type: 'secret',
      required: true,
    },
    PRIVATE,
  ],
  teams: [
    {
      name: 'url',
      label: 'Webhook address',
      help: 'Teams: Workflows, “Post to a channel when a webhook request is received”.',
      type: 'secret',
      required: true,
    },
    PRIVATE,
  ],
  webhook: [
    { name: 'url', label: 'Address', help: 'Gets a POST for each message.', type: 'text', required: true },
    {
      name: 'secret',
      label: 'Signing secret',
      help: 'whsec_ and base64 of 24 to 64 bytes; left empty, one is made and shown once.',
      type: 'secret',
    },
    PRIVATE,
  ],
};

const MAIL = /^[^\s@<>"]+@[^\s@<>"]+$/;
const WEBHOOK_SECRET = /^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/;

/** What is wrong with a channel: setting and why, or nothing. `known` are the secrets that are stored already. */
export function findChannelFault(
  kind: ChannelKind,
  settings: ChannelSettings,
  secrets: Readonly<Record<string, string>>,
  known: readonly string[],
): { readonly name: string; readonly message: string } | undefined {
  const fields = CHANNEL_FIELDS[kind];
  for (const [name] of [...Object.entries(settings), ...Object.entries(secrets)]) {
    const field = fields.find((each) => each.name === name);
    if (field === undefined) return { name, message: `A channel of this kind has no setting ${name}.` };
    if ((field.type === 'secret') !== name in secrets)
      return { name, message: `${field.label} belongs to the ${field.type === 'secret' ? 'secrets' : 'settings'}.` };
  }
  for (const field of fields) {
    const value = field.type === 'secret' ? secrets[field.name] : settings[field.name];
    const message = value === undefined ? missing(field, known) : wrong(field, value);
    if (message !== undefined) return { name: field.name, message };
  }
  return undefined;
}

function missing(field: ChannelField, known: readonly string[]): string | undefined {
  const isKnown = field.type === 'secret' && known.includes(field.name);
  return field.required === true && !isKnown ? `${field.label} is missing.` : undefined;
}

function wrong({ name, type, label, choices }: ChannelField, value: ChannelValue): string | undefined {
  if (type === 'number' && !(typeof value === 'number' && Number.isInteger(value) && value > 0 && value < 65_536))
    return `${label} must be a number from 1 to 65535.`;
  if (type === 'boolean' && typeof value !== 'boolean') return `${label} is either true or false.`;
  if (type === 'choice' && !choices?.includes(String(value)))
    return `${label} must be one of ${choices?.join(', ') ?? ''}.`;
  if (
    type === 'list' &&
    !(Array.isArray(value) && value.length > 0 && value.every((each) => typeof each === 'string' && MAIL.test(each)))
  )
    return `${label} must be a list of e-mail addresses.`;
  if (
    (type === 'text' || type === 'secret') &&
    (typeof value !== 'string' || value.trim() === '' || /[\r\n]/.test(value))
  )
    return `${label} must be one line of text.`;
  if (name === 'from' && !MAIL.test(String(value))) return `${label} must be an e-mail address.`;
  if (name === 'url' && !URL.canParse(String(value)))
    return `${label} must be a complete address, such as https://host.example/hook.`;
  if (name === 'secret' && !WEBHOOK_SECRET.test(String(value)))
    return `${label} must begin with whsec_ and be base64 of 24 to 64 bytes.`;
  return undefined;
}
