import { createTransport } from 'nodemailer';
import type { SendMail } from './send.ts';

/** Longest silence of a mail server at any point of the talk. */
const PATIENCE_MS = 20_000;

/**
 * Sends one mail by SMTP (RFC 5321). TLS 1.2 or better with a certificate that is checked; STARTTLS must be offered where
 * it is asked for, so nobody in between can talk us out of it. The Message-ID is that of the message: a repeat is known as one.
 */
export const sendMail: SendMail = async ({ settings, secrets }, { id, subject, text }) => {
  const security = String(settings['security'] ?? 'starttls');
  const user = String(settings['user'] ?? '');
  const to = settings['to'];
  const transport = createTransport({
    host: String(settings['host']),
    port: Number(settings['port'] ?? 587),
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    tls: { minVersion: 'TLSv1.2' },
    connectionTimeout: PATIENCE_MS,
    greetingTimeout: PATIENCE_MS,
    socketTimeout: PATIENCE_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(user === '' ? {} : { auth: { user, pass: secrets['password'] ?? '' } }),
  });
  try {
    const info = await transport.sendMail({
      from: String(settings['from']),
      to: Array.isArray(to) ? to.map(String) : String(to),
      subject,
      text,
      messageId: `<${id}@landbridge>`,
      headers: { 'Auto-Submitted': 'auto-generated' },
    });
    return { accepted: `Taken by the mail server: ${info.response}` };
  } catch (error) {
    const code = error instanceof Error && 'responseCode' in error ? Number(error.responseCode) : 0;
    return { fault: error instanceof Error ? error.message : String(error), permanent: code >= 500 };
  } finally {
    transport.close();
  }
};
