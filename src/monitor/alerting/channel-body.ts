import { type AlertMessage, headline, lineOf, plainText } from '../../core/alert/tell.ts';

/** Chat services cut what is longer. */
const LONGEST_TEXT = 2_900;
const MOST_LINES = 20;

/** Signs that Slack reads as markup: https://api.slack.com/reference/surfaces/formatting#escaping */
const forSlack = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** A message for a Slack incoming webhook: Block Kit, with a text for notifications. */
export function slackBody(message: AlertMessage): object {
  const { consoleUrl } = message;
  const lines = message.changes.slice(0, MOST_LINES).map((change) => {
    const { text, url } = lineOf(change, consoleUrl);
    return `• ${forSlack(text)} <${forSlack(url)}|Show>`;
  });
  return {
    text: forSlack(headline(message)),
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: headline(message).slice(0, 150) } },
      { type: 'section', text: { type: 'mrkdwn', text: lines.join('\n').slice(0, LONGEST_TEXT) } },
      {
        type: 'context',
        elements: [
          {
            type: 'mrkdwn',
            text: `${more(message)}<${consoleUrl}/alerts|All alerts> of Landbridge ${forSlack(message.environment)}`,
          },
        ],
      },
    ],
  };
}

/** A message for a Teams workflow: an Adaptive Card in the envelope that “when a webhook request is received” takes. */
export function teamsBody(message: AlertMessage): object {
  const { consoleUrl } = message;
  const text = (words: string, parts: object = {}): object => ({
    type: 'TextBlock',
    text: words,
    wrap: true,
    ...parts,
  });
  const lines = message.changes.slice(0, MOST_LINES).map((change) => {
    const { text: words, url } = lineOf(change, consoleUrl);
    // Brackets would end the text of the link.
    return text(`${words.replaceAll(/[[\]]/g, ' ')} [Show](${url})`);
  });
  return {
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        contentUrl: null,
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          type: 'AdaptiveCard',
          version: '1.4',
          body: [text(headline(message), { weight: 'Bolder', size: 'Medium' }), ...lines],
          actions: [{ type: 'Action.OpenUrl', title: 'All alerts', url: `${consoleUrl}/alerts` }],
        },
      },
    ],
  };
}

/** A message for any other webhook: an event by the rules of Standard Webhooks. */
export function webhookBody(message: AlertMessage, sentAt: number): object {
  const { consoleUrl, environment } = message;
  const types = new Set(message.changes.map((change) => change.do));
  const type = types.has('fire') ? 'alert.fired' : types.has('end') ? 'alert.ended' : 'alert.test';
  return {
    type,
    timestamp: new Date(sentAt).toISOString(),
    data: {
      environment,
      headline: headline(message),
      alerts: message.changes.map((change) => {
        const { id, rule, subject, title, severity, summary, firedAt, endedAt } = change.alert;
        return {
          id,
          state: change.do === 'end' ? 'ended' : 'firing',
          rule,
          subject,
          title,
          severity,
          summary,
          url: lineOf(change, consoleUrl).url,
          firedAt: new Date(firedAt).toISOString(),
          ...(endedAt === undefined ? {} : { endedAt: new Date(endedAt).toISOString() }),
        };
      }),
    },
  };
}

/** Subject and text of a mail. Line ends would begin a header of their own. */
export function mailBody(message: AlertMessage): { readonly subject: string; readonly text: string } {
  return { subject: `[Landbridge] ${headline(message).replaceAll(/[\r\n]+/g, ' ')}`, text: plainText(message) };
}

function more({ changes }: AlertMessage): string {
  return changes.length > MOST_LINES ? `${changes.length - MOST_LINES} more. ` : '';
}
