import type { DiagnosisRow } from '../diagnosis-row.js';
import {
  ERRORS_PAGE,
  FLOW_PAGE,
  ROTATE_PAGE,
  says,
  BAD_KEY,
  BAD_SECRET,
  unasked,
  isRotatedAway,
  isForeignKey,
  seconds,
} from '../diagnosis-symptoms.js';

/** A change that spreads explains the refusal of a pair that the org gave, or was given, a moment ago; of no other. */
const isSpreading: DiagnosisRow['fits'] = ({ fresh, isGiven }) => fresh && isGiven !== true;

/** Rows about key and secret. The more telling come first. */
export const CREDENTIALS_ROWS: readonly DiagnosisRow[] = [
  {
    id: 'pair was rotated away',
    layer: 'secret',
    fits: (symptom) => (BAD_KEY(symptom) || BAD_SECRET(symptom)) && isRotatedAway(symptom),
    evidence: (symptom) =>
      `the key that was sent is of the pair that a rotation replaced; ${symptom.app} has another one now; ${says(symptom)}`,
    fix: () => 'Give this client the new key and the new secret: a rotation replaces both.',
    command: ({ app }) => `eca credentials store --app ${app}`,
    docs: ROTATE_PAGE,
  },
  {
    id: 'key of another app or org',
    layer: 'key',
    fits: (symptom) => BAD_KEY(symptom) && isForeignKey(symptom),
    evidence: (symptom) =>
      symptom.known.otherApps === undefined
        ? `${symptom.app} has another key in this org than the one that was sent; ${says(symptom)}`
        : `no app of this org has the key that was sent (its apps: ${symptom.known.otherApps.join(', ') || 'none'}); ${says(symptom)}`,
    fix: () =>
      'Use the key of this org: each org makes its own, also a sandbox after a refresh, and a rotation replaces it.',
    command: ({ app }) => `eca credentials show --app ${app}`,
    docs: ERRORS_PAGE,
  },
  {
    id: 'change still spreading, key',
    layer: 'propagation',
    fits: (symptom) => isSpreading(symptom) && BAD_KEY(symptom),
    evidence: (symptom) => `the key was read from the org a moment ago; ${says(symptom)} for ${seconds(symptom)} s`,
    fix: () => 'A new app usually takes 2 to 10 minutes, at most 30, to reach every server. Wait, then verify again.',
    command: ({ app }) => `eca verify --app ${app} --wait 30`,
    docs: FLOW_PAGE,
  },
  {
    id: 'change still spreading, secret',
    layer: 'propagation',
    fits: (symptom) => isSpreading(symptom) && BAD_SECRET(symptom),
    evidence: (symptom) =>
      `key and secret were read from the org a moment ago; ${says(symptom)} for ${seconds(symptom)} s`,
    fix: () => 'A new secret needs some minutes to reach every server. Wait, then verify again.',
    command: ({ app }) => `eca verify --app ${app} --wait 30`,
    docs: ROTATE_PAGE,
  },
  {
    id: 'wrong key',
    layer: 'key',
    fits: BAD_KEY,
    evidence: (symptom) => `${says(symptom)}${unasked(symptom)}`,
    fix: () =>
      'The consumer key is not one of this org: check that key and host belong together. A new app needs up to 30 minutes.',
    command: () => 'eca verify -o ALIAS',
    docs: ERRORS_PAGE,
  },
  {
    id: 'wrong secret',
    layer: 'secret',
    fits: BAD_SECRET,
    evidence: (symptom) => `the org knows the key; ${says(symptom)}${unasked(symptom)}`,
    fix: () => 'The consumer secret is wrong or was rotated. Take the current one from the org and store it again.',
    command: () => 'eca verify -o ALIAS',
    docs: ROTATE_PAGE,
  },
];
