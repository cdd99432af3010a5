import { Skeleton } from '@mantine/core';

interface LoadingProps {
  /** Height of each grey bar in pixels, top to bottom. */
  readonly bars: readonly number[];
  readonly what: string;
}

/** The shape of what is coming, so that nothing jumps when it arrives. */
export function Loading({ bars, what }: LoadingProps) {
  return (
    <div role="status" aria-label={`Loading ${what}`} style={{ display: 'grid', gap: 10 }}>
      {bars.map((height, index) => (
        <Skeleton key={index} height={height} radius="md" />
      ))}
    </div>
  );
}
