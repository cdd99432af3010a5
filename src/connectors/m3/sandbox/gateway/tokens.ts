import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** Access and refresh tokens in memory: after a restart every client has to sign in again. */
export class TokenBook {
  /** Token → the moment it ends, on the machine's clock. */
  readonly #access = new Map<string, number>();
  readonly #refresh = new Map<string, Set<string>>();

  issue(lifeSeconds: number, withRefresh: boolean): { accessToken: string; refreshToken?: string } {
    const accessToken = randomBytes(48).toString('base64url');
    this.#access.set(accessToken, Date.now() + lifeSeconds * 1_000);
    if (!withRefresh) return { accessToken };
    const refreshToken = randomBytes(32).toString('base64url');
    this.#refresh.set(refreshToken, new Set([accessToken]));
    return { accessToken, refreshToken };
  }

  /** A new access token under the same grant; undefined when the refresh token is not known. */
  refresh(refreshToken: string, lifeSeconds: number): string | undefined {
    const grant = this.#refresh.get(refreshToken);
    if (!grant) return undefined;
    const { accessToken } = this.issue(lifeSeconds, false);
    grant.add(accessToken);
    return accessToken;
  }

  isValid(accessToken: string): boolean {
    const end = this.#access.get(accessToken);
    if (end === undefined) return false;
    if (end > Date.now()) return true;
    this.#access.delete(accessToken);
    return false;
  }

  /** Ends an access token, or a refresh token with all access tokens of its grant. */
  revoke(token: string): void {
    for (const accessToken of this.#refresh.get(token) ?? []) this.#access.delete(accessToken);
    this.#refresh.delete(token);
    this.#access.delete(token);
  }

  /** Ends every token, as an administrator can. */
  revokeAll(): void {
    this.#access.clear();
    this.#refresh.clear();
  }
}

/** Compares two secrets in constant time. */
export function sameSecret(left: string, right: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(left), digest(right));
}
