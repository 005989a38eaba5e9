// Gives CommonJS libraries in the bundle the names that they expect; injected by esbuild where they are used.
export const __filename = import.meta.filename;
export const __dirname = import.meta.dirname;
