import { describe, expect, it } from 'vitest';
import { DIAGNOSES } from '../../../src/proof/diagnosis-table.js';
import { diagnose, type Symptom } from '../../../src/proof/diagnosis.js';
import { STORIES } from './symptoms.js';

const rowOf = (symptom: Symptom): string | undefined => DIAGNOSES.find((row) => row.fits(symptom))?.id;

describe.each(DIAGNOSES.map((row) => [row.id, row] as const))('the diagnosis "%s"', (id, row) => {
  const story = STORIES[id];

  it('explains its symptoms, before any other row does', () => {
    expect(story?.symptoms.map(rowOf)).toEqual(story?.symptoms.map(() => id));
    expect(story).toBeDefined();
  });

  it('names its layer, how it was told apart, and what to do', () => {
    for (const symptom of story?.symptoms ?? []) {
      const diagnosis = diagnose(symptom);
      expect(diagnosis.layer).toBe(story?.layer);
      expect(diagnosis.evidence).toMatch(story?.evidence ?? /^$/);
      expect(diagnosis.fix).toMatch(story?.fix ?? /^$/);
      expect(diagnosis.docs).toMatch(/^https:\/\/(?:help\.salesforce\.com|nodejs\.org)\//);
    }
  });

  it('gives a command and a config key of the app at hand, where it gives one', () => {
    for (const symptom of story?.symptoms ?? []) {
      const { command, configPath } = diagnose(symptom);
      expect(command === undefined).toBe(row.command === undefined);
      if (command !== undefined)
        expect(command).toMatch(/^eca (?:deploy|verify|credentials \w+) (?:--app Billing_Sync|-o ALIAS)/);
      if (configPath !== undefined) expect(configPath).toMatch(/^apps\.Billing_Sync\.[a-zA-Z]+$/);
    }
  });
});

describe('the diagnosis table', () => {
  it('has a story for every row, and a row for every story', () => {
    expect(Object.keys(STORIES).sort()).toEqual(DIAGNOSES.map(({ id }) => id).sort());
  });

  it('has different names for all rows', () => {
    expect(new Set(DIAGNOSES.map(({ id }) => id)).size).toBe(DIAGNOSES.length);
  });

  it('explains every symptom also where no run-as user is known', () => {
    for (const { symptoms } of Object.values(STORIES)) {
      for (const { answer, app, tokenEndpoint, fresh, waitedMs, known } of symptoms) {
        const { evidence, fix } = diagnose({ answer, app, tokenEndpoint, fresh, waitedMs, known });
        expect(`${evidence} ${fix}`).not.toContain('undefined');
        expect(fix).not.toBe('');
      }
    }
  });

  it('does not call a missing answer the fault of the app, whatever else is known', () => {
    const [symptom] = STORIES['host does not answer']?.symptoms ?? [];
    if (symptom === undefined) throw new Error('The story is gone.');
    const known = { appExists: true, appIsEnabled: false, userIsFrozen: true, userIsActive: false };
    expect(diagnose({ ...symptom, known }).layer).toBe('transport');
  });
});
