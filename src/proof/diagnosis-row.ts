import type { Layer, Symptom } from './diagnosis.js';

/** One row: a symptom, the layer that it points to, and the fix. */
export interface DiagnosisRow {
  /** Name of the row, for its test. */
  readonly id: string;
  readonly layer: Layer;
  readonly fits: (symptom: Symptom) => boolean;
  readonly evidence: (symptom: Symptom) => string;
  readonly fix: (symptom: Symptom) => string;
  readonly command?: ((symptom: Symptom) => string) | undefined;
  readonly configPath?: ((symptom: Symptom) => string) | undefined;
  readonly docs: string;
}
