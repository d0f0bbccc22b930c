// Builds the service worker after the app, with the list of what it keeps and a version made from all of it.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build, type Plugin } from 'vite';

const FONTS = ['noto-sans-latin', 'noto-sans-vietnamese', 'noto-serif-latin', 'noto-serif-vietnamese'];
const PRODUCT = ['tokens.css', 'base.css', 'icon.svg', ...FONTS.map((font) => `fonts/${font}.woff2`)];
const ICONS = ['reporter-192.png', 'reporter-512.png'].map((icon) => `icons/${icon}`);

export function serviceWorker(out: string): Plugin {
  return {
    name: 'kheo-service-worker',
    apply: 'build',
    async closeBundle() {
      const folder = resolve(import.meta.dirname, '..', out);
      const product = resolve(folder, '..');
      const own = readdirSync(folder)
        .filter((name) => /\.(js|css)$/.test(name) && name !== 'sw.js')
        .map((name) => `reporter/${name}`);
      const files = [...PRODUCT, ...ICONS, ...own].filter((name) => existsSync(join(product, name)));
      const digest = createHash('sha256');
      const shell = resolve(product, '../../templates/reporter/app.html');
      for (const file of [shell, ...files.map((name) => join(product, name))]) digest.update(readFileSync(file));
      await build({
        configFile: false,
        logLevel: 'warn',
        define: {
          __FILES__: JSON.stringify(files),
          __VERSION__: JSON.stringify(digest.digest('hex').slice(0, 12)),
        },
        build: {
          outDir: folder,
          emptyOutDir: false,
          target: 'es2022',
          lib: { entry: resolve(import.meta.dirname, '../src/sw/sw.ts'), formats: ['iife'], name: 'sw', fileName: () => 'sw.js' },
        },
      });
    },
  };
}
