// Lets node run TypeScript: node --import ./typescript-loader.mjs. What is imported may be named without its ending, or with that of the script made of it.
import { existsSync, readFileSync } from 'node:fs';
import { createRequire, register } from 'node:module';
import { fileURLToPath } from 'node:url';
import { isMainThread } from 'node:worker_threads';

if (isMainThread) register(import.meta.url);

export async function resolve(specifier, context, next) {
  if (specifier.startsWith('.') && context.parentURL) {
    const url = new URL(specifier, context.parentURL);
    for (const path of [fileURLToPath(url), `${fileURLToPath(url)}.ts`, fileURLToPath(url).replace(/\.[cm]?js$/, '.ts')]) {
      if (existsSync(path) && path.endsWith('.ts')) return { url: new URL(`file://${path}`).href, shortCircuit: true };
    }
  }
  return next(specifier, context);
}

export async function load(url, context, next) {
  if (!url.endsWith('.ts')) return next(url, context);
  const ts = createRequire(new URL('../../../eng/test-tools/package.json', import.meta.url))('typescript');
  const { outputText } = ts.transpileModule(readFileSync(fileURLToPath(url), 'utf8'), { compilerOptions: { target: 'es2022', module: 'esnext' } });
  return { format: 'module', source: outputText, shortCircuit: true };
}
