import react from '@vitejs/plugin-react';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { themeStyles } from './design/theme-styles.ts';

const SERVER = 'http://127.0.0.1:4600';

/** Builds the console into `dist/console`; `vite --config src/console/vite.config.ts` serves it with live reload. */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: '/',
  plugins: [react(), themeStyles()],
  build: {
    outDir: fileURLToPath(new URL('../../dist/console', import.meta.url)),
    emptyOutDir: true,
    target: 'es2023',
    // Inlined files would need `data:` in the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900,
  },
  server: { proxy: { '/api': SERVER, '/hooks': SERVER, '/livez': SERVER, '/readyz': SERVER } },
});
