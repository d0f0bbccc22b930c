import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';
import { serviceWorker } from './build/service-worker.ts';

const OUT = '../src/kheo/web/static/kheo/reporter';

// Names without digests: the page that Django serves names two files, and the service worker versions them all together.
export default defineConfig({
  base: './',
  plugins: [vue(), serviceWorker(OUT)],
  build: {
    outDir: OUT,
    emptyOutDir: true,
    target: 'es2022',
    cssCodeSplit: false,
    license: { fileName: 'licences.md' },
    chunkSizeWarningLimit: 2000,
    rolldownOptions: {
      input: 'src/main.ts',
      checks: { eval: false, pluginTimings: false }, // the engine's parser has one for loading further parsers, which nothing calls; the page's policy forbids it
      output: { entryFileNames: 'app.js', chunkFileNames: '[name].js', assetFileNames: 'app[extname]' },
    },
  },
  test: { environment: 'jsdom', include: ['tests/**/*.test.ts'], setupFiles: ['tests/setup.ts'] },
} as Parameters<typeof defineConfig>[0]);
