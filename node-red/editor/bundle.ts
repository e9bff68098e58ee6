import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as esbuild from 'esbuild';
import type { Plugin } from 'esbuild';
import { withoutMembers, type IsLeftOut } from './without-members';

export interface BundleOptions {
  /** Files that take the place of packages, by the packages' names. */
  readonly stands?: Readonly<Record<string, string>>;
  /** Folders whose modules the browser never calls, such as `core/endpoint`: they come along empty. */
  readonly without?: readonly string[];
  /** Members of object literals that the browser never reads, such as a vendor's token endpoint. */
  readonly withoutMembers?: IsLeftOut;
}

/**
 * Joins a TypeScript module and what it uses of others into one script for a browser, so that the dialogs
 * check what is typed with the core's own code. The script is as short as it can be, because every
 * editor loads it.
 *
 * @returns an expression whose value is the exports of the entry
 * @throws Error if a module imports a package for which none stands in
 */
export async function bundle(
  entry: string,
  { stands = {}, without = [], withoutMembers: isLeftOut = () => false }: BundleOptions = {},
): Promise<string> {
  const result = await esbuild.build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    logLevel: 'silent',
    format: 'iife',
    globalName: 'exported',
    platform: 'browser',
    target: 'es2023',
    charset: 'utf8',
    minify: true,
    // The answer does not depend on what stands in a tsconfig.json near the sources.
    tsconfigRaw: {},
    plugins: [standIn(stands), leaveOut(isLeftOut, without)],
  });
  const code = result.outputFiles[0]?.text.trim() ?? '';
  return `(function () {\n${withoutTags(code)}\nreturn exported;\n})()`;
}

function standIn(stands: Readonly<Record<string, string>>): Plugin {
  const namespace = 'stand-in';
  return {
    name: namespace,
    setup(build) {
      build.onResolve({ filter: /^[^./]/ }, ({ path: name, kind }) => {
        if (kind === 'entry-point' || stands[name] === undefined) return undefined;
        return { path: name, namespace };
      });
      // Required as a whole, since a stand-in lacks names that only left out code imports.
      build.onLoad({ filter: /./, namespace }, ({ path: name }) => ({
        contents: `module.exports = require(${JSON.stringify(stands[name])});`,
        resolveDir: path.dirname(stands[name] ?? ''),
      }));
    },
  };
}

/** Bundles the sources without these members, and those in these folders as if they were empty. */
export function leaveOut(isMemberLeftOut: IsLeftOut, folders: readonly string[] = []): Plugin {
  return {
    name: 'leave-out',
    setup(build) {
      build.onLoad({ filter: /\.ts$/ }, ({ path: file }) => {
        const isEmpty = folders.some((folder) =>
          file.includes(path.join(path.sep, folder, path.sep)),
        );
        if (isEmpty) return { contents: 'module.exports = {};', loader: 'js' };
        return {
          contents: withoutMembers(readFileSync(file, 'utf8'), isMemberLeftOut),
          loader: 'ts',
        };
      });
    },
  };
}

/** With nothing that could end the script element around it. */
function withoutTags(code: string): string {
  return code.replace(/<(?=\/script|!--)/gi, '\\x3c');
}
