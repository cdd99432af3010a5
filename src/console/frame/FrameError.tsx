import type { ErrorComponentProps } from '@tanstack/react-router';
import { ErrorPanel } from '../parts/ErrorPanel.tsx';
import { Page } from '../parts/Page.tsx';

/** What is shown when drawing a page went wrong. */
export function FrameError({ error, reset }: ErrorComponentProps) {
  return (
    <Page title="This page could not be shown">
      <ErrorPanel error={error} onRetry={reset} />
    </Page>
  );
}
