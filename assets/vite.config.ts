import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';

// The oldest browsers with light-dark() and relative oklch(): lowered for older ones, both schemes
// would follow only what the compiler can see.
const browsers = ['chrome123', 'firefox128', 'safari17.5'];
const outDir = '../ckanext/city/public/city';

/** Write the inside of each icon that pages name, for the server to draw it inline. */
function icons(): Plugin {
  return {
    name: 'city-icons',
    generateBundle() {
      const names = JSON.parse(readFileSync('icons.json', 'utf8')) as string[];
      const inside = (name: string): string => {
        const svg = readFileSync(`node_modules/lucide-static/icons/${name}.svg`, 'utf8');
        return svg.replace(/^[^]*?<svg[^>]*>|<\/svg>\s*$/g, '').replace(/\s*\n\s*/g, '');
      };
      const drawn = Object.fromEntries(names.map((name) => [name, inside(name)]));
      this.emitFile({ type: 'asset', fileName: 'icons.json', source: JSON.stringify(drawn) });
    },
  };
}

/** Compress once, as small as it gets: the site serves these files for a year. */
function compressed(): Plugin {
  const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } };
  return {
    name: 'city-compressed',
    writeBundle({ dir }) {
      for (const name of readdirSync(dir ?? outDir)) {
        if (!/\.(js|css|svg)$/.test(name)) continue;
        const path = join(dir ?? outDir, name);
        const content = readFileSync(path);
        writeFileSync(`${path}.br`, brotliCompressSync(content, quality));
        writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }));
      }
    },
  };
}

export default defineConfig({
  base: './', // relative: right under any `ckan.root_path`
  publicDir: false,
  plugins: [icons(), compressed()],
  build: {
    outDir,
    emptyOutDir: true,
    manifest: 'manifest.json',
    target: browsers,
    cssTarget: browsers,
    assetsDir: '',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1500,
    rolldownOptions: {
      input: {
        base: 'src/base/main.ts',
        scheme: 'src/theme/scheme.ts',
        theme: 'src/theme/main.ts',
        values: 'src/views/values.ts',
      },
      output: {
        entryFileNames: '[name]-[hash].js',
        // by folder: every view's module is called "view"
        chunkFileNames: (chunk) => {
          const folder = chunk.facadeModuleId?.match(/src\/(\w+)\//)?.[1];
          return `${folder ?? chunk.name}-[hash].js`;
        },
        // no server gives a .mjs file a wrong type when it is called .js
        assetFileNames: ({ names: [name] }) =>
          name?.endsWith('.mjs') ? `${name.slice(0, -4)}-[hash].js` : '[name]-[hash][extname]',
      },
    },
  },
  worker: { format: 'es', rolldownOptions: { output: { entryFileNames: 'map-[name]-[hash].js' } } },
});
