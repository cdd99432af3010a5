import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import 'virtual:theme.css';
import './design/tokens.css';
import './design/base.css';
import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { makeQueryClient } from './app/query-client.ts';
import { router } from './app/router.tsx';
import { theme } from './design/theme.ts';
import { TipLayer } from './parts/TipLayer.tsx';

const place = document.querySelector('#root');
if (!place) throw new Error('The page has no #root element to draw into');

// Variables and classes come from style sheets, so that no style elements are made while running.
createRoot(place).render(
  <StrictMode>
    <MantineProvider theme={theme} defaultColorScheme="auto" withCssVariables={false} withGlobalClasses={false}>
      <QueryClientProvider client={makeQueryClient()}>
        <RouterProvider router={router} />
        <Notifications position="bottom-center" limit={4} autoClose={7000} />
        <TipLayer />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
