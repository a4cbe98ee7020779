import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Where `graph-qualys serve` listens while the pages are developed. */
const SERVER = 'http://127.0.0.1:4670';

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [react()],
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    // Inlined files would be data: addresses, which the policy of the pages forbids but for images.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1_500,
  },
  // `/api/docs` is a page.
  server: { proxy: { '^/api/(?!docs)': SERVER, '/health': SERVER } },
});
