interface WordmarkProps {
  /** Height in pixels. */
  readonly size?: number;
}

/** The mark: an order on its way over the bridge between two shores. */
export function Mark({ size = 26 }: WordmarkProps) {
  return (
    <svg width={(size * 28) / 22} height={size} viewBox="2 5 28 22" aria-hidden focusable="false">
      <circle cx="10.600" cy="8.500" r="2.600" fill="var(--rail-mark)" />
      <path fill="currentColor" d="M3 13h26v13h-5.200c0-4.800-3.400-8-7.800-8s-7.800 3.200-7.800 8H3z" />
    </svg>
  );
}
