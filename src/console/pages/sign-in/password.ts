/** Fewest characters of a password, as the server asks. */
export const PASSWORD_MIN_LENGTH = 12;

/** What speaks against a password, or undefined. The server has the last word. `others` must not be the password. */
export function passwordFault(password: string, others: readonly string[]): string | undefined {
  if (password.length < PASSWORD_MIN_LENGTH) return `At least ${PASSWORD_MIN_LENGTH} characters, please.`;
  const same = others.some((other) => other !== '' && other.toLowerCase() === password.toLowerCase());
  if (same) return 'The password may not be your name or address.';
  if (new Set(password).size < 4) return 'Too few different characters.';
  return undefined;
}
