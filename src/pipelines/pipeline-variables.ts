import { loginVariables } from '../config/effective.js';
import { isMap } from '../plain-data.js';
import type { PipelineOptions } from './pipeline-files.js';

const PLACEHOLDER = /(?<!\$)\$\{env:([A-Za-z_][A-Za-z0-9_]*)\}/g;

/** Gives the variables that a written config names: those that a pipeline has to hand on to its jobs. */
export function pipelineVariables(written: unknown): Pick<PipelineOptions, 'variables' | 'placeholders'> {
  const placeholders = [...new Set(placeholdersIn(written))];
  return { placeholders, variables: [...new Set([...(loginVariables(written) ?? []), ...placeholders])] };
}

function placeholdersIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [...value.matchAll(PLACEHOLDER)].map(([, name = '']) => name);
  if (Array.isArray(value)) return value.flatMap(placeholdersIn);
  return isMap(value) ? Object.values(value).flatMap(placeholdersIn) : [];
}
