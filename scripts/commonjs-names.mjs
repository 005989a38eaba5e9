// Gives CommonJS libraries in the bundle the names that they expect; injected by esbuild where they are used.
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

export const __filename = fileURLToPath(import.meta.url);
export const __dirname = dirname(__filename);
