import { changeFeed } from '../feed/settings.ts';
import type { Sandbox } from '../sandbox.ts';

/** Changes who is told of changes, and how badly (`POST /sandbox/feed`); answers what is wrong with the wish. */
export function setFeed({ feed }: Sandbox, wish: Record<string, unknown>): string | undefined {
  const settings = changeFeed(feed.settings, wish);
  if (typeof settings === 'string') return settings;
  feed.configure(settings);
  return undefined;
}

/** What the feed does (`GET /sandbox/feed`), without the receiver's secret. */
export function feedView({ feed }: Sandbox): unknown {
  const { hook, ims, modes } = feed.settings;
  const hidden = (headers: Record<string, string>): string[] => Object.keys(headers);
  return {
    hook: hook && { ...hook, headers: hidden(hook.headers) },
    ims: ims && { ...ims, headers: hidden(ims.headers) },
    modes,
    counts: { ...feed.counts, waiting: feed.waiting },
    recent: feed.lines.slice(0, 50),
  };
}
