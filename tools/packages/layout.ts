import path from 'node:path';

/** Where things are, given the folder of the project. */
export const layout = {
  compiled: (projectDir: string): string => path.join(projectDir, 'build', 'compiled'),
  stagedN8n: (projectDir: string): string =>
    path.join(projectDir, 'build', 'packages', 'n8n-nodes-vendor-auth'),
  stagedNodeRed: (projectDir: string): string =>
    path.join(projectDir, 'build', 'packages', 'node-red'),
  artifacts: (projectDir: string): string => path.join(projectDir, 'artifacts'),
};
