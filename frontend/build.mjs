// Builds the browser assets: content-hashed names, manifest.json, .gz and .br twins, licences of what is inside.
// Every src/*.js is an entry of its own; folders below src/ hold what entries share.
import { build } from 'esbuild';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import zlib from 'node:zlib';

const out = path.resolve(process.argv[2] ?? '../webui/static/dist');
const COMPRESSIBLE = /\.(js|css|svg|txt)$/;

async function entryPoints() {
  const names = await readdir('src');
  return names.filter((name) => name.endsWith('.js')).sort().map((name) => `src/${name}`);
}

async function bundle() {
  return build({
    entryPoints: await entryPoints(),
    outdir: out,
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    minify: true,
    metafile: true,
    legalComments: 'linked',
    entryNames: '[name]-[hash]',
    chunkNames: 'c/[name]-[hash]',
    assetNames: 'a/[name]-[hash]',
    loader: { '.woff2': 'file', '.woff': 'empty', '.ttf': 'empty', '.eot': 'empty', '.svg': 'file' },
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'warning',
  });
}

// the static imports below a file, so that a page can ask for them all at once
function importsBelow(outputs, file, seen = new Set()) {
  for (const { kind, path: next } of outputs[file]?.imports ?? []) {
    if (kind === 'import-statement' && !seen.has(next)) {
      seen.add(next);
      importsBelow(outputs, next, seen);
    }
  }
  return [...seen];
}

function manifestOf(outputs) {
  const relative = (file) => path.relative(out, path.resolve(file));
  const manifest = {};
  for (const [file, output] of Object.entries(outputs)) {
    if (!output.entryPoint?.startsWith('src/')) continue;
    const name = path.basename(output.entryPoint, '.js');
    manifest[`${name}.js`] = { file: relative(file), preload: importsBelow(outputs, file).map(relative) };
    if (output.cssBundle) manifest[`${name}.css`] = { file: relative(output.cssBundle), preload: [] };
  }
  return manifest;
}

async function compress(file) {
  const bytes = await readFile(file);
  const quality = { [zlib.constants.BROTLI_PARAM_QUALITY]: 11 };
  await writeFile(`${file}.gz`, await promisify(zlib.gzip)(bytes, { level: 9 }));
  await writeFile(`${file}.br`, await promisify(zlib.brotliCompress)(bytes, { params: quality }));
}

// MIT and OFL ask for their text to travel with the copy
async function licences() {
  const lock = JSON.parse(await readFile('package-lock.json', 'utf8'));
  const parts = [];
  for (const [place, entry] of Object.entries(lock.packages)) {
    if (!place || entry.dev) continue;
    const found = (await readdir(place)).find((name) => /^licen[cs]e/i.test(name));
    const text = found ? await readFile(path.join(place, found), 'utf8') : `Licence: ${entry.license}`;
    parts.push(`${place.replace(/^.*node_modules\//, '')} ${entry.version}\n\n${text.trim()}\n`);
  }
  return parts.join(`\n${'-'.repeat(72)}\n\n`);
}

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
// esbuild has said what is wrong by then; its stack trace says nothing more
const { metafile } = await bundle().catch(() => process.exit(1));
await writeFile(path.join(out, 'LICENCES.txt'), await licences());
await Promise.all(Object.keys(metafile.outputs).filter((file) => COMPRESSIBLE.test(file)).map(compress));
await writeFile(path.join(out, 'manifest.json'), JSON.stringify(manifestOf(metafile.outputs), null, 1));
