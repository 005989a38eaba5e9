import { describe, expect, it } from 'vitest';
import { reviewSource } from '../../../src/metadata/review.js';
import type { SourceText } from '../../../src/metadata/review/review-file.js';

const COUNT = 3000;
const NS = 'xmlns="http://soap.sforce.com/2006/04/metadata"';
const times = (make: (index: number) => readonly SourceText[]): SourceText[] =>
  Array.from({ length: COUNT }, (_, index) => make(index)).flat();

/** A second or two where the work grows with the files; minutes where it grows with their square. */
const BOUND_MS = 15_000;

function timed(files: readonly SourceText[]): ReturnType<typeof reviewSource> {
  const started = performance.now();
  const problems = reviewSource(files, '66.0');
  expect(performance.now() - started).toBeLessThan(BOUND_MS);
  return problems;
}

const global = (folder: string, owner: string, name: string, on = true): SourceText => ({
  path: `${folder}/extlClntAppGlobalOauthSets/${name}.ecaGlblOauth-meta.xml`,
  text: `<ExtlClntAppGlobalOauthSettings ${NS}><callbackUrl>https://acme.example</callbackUrl><externalClientApplication>${owner}</externalClientApplication><isClientCredentialsFlowEnabled>${on}</isClientCredentialsFlowEnabled><label>x</label></ExtlClntAppGlobalOauthSettings>`,
});
const policy = (folder: string, owner: string): SourceText => ({
  path: `${folder}/extlClntAppOauthPolicies/P.ecaOauthPlcy-meta.xml`,
  text: `<ExtlClntAppOauthConfigurablePolicies ${NS}><externalClientApplication>${owner}</externalClientApplication><label>x</label></ExtlClntAppOauthConfigurablePolicies>`,
});

describe('the review of thousands of files', () => {
  it('finds the app that each misspelt owner means', () => {
    const problems = timed(
      times((index) => [
        {
          path: `externalClientApps/Alpha_Sync_${index}.eca-meta.xml`,
          text: `<ExternalClientApplication ${NS}><contactEmail>a@acme.example</contactEmail><label>x</label></ExternalClientApplication>`,
        },
        global('.', `Alpha_Sycn_${index}`, `G_${index}`),
      ]),
    );
    const meant = problems.filter(({ action }) => action.startsWith('Did you mean "Alpha_Sync_'));
    expect(meant).toHaveLength(COUNT);
  }, 120_000);

  it('compares the alternatives of one app, folder by folder and across folders', () => {
    const together = timed(times((index) => [global(`env${index}`, 'One', 'G'), policy(`env${index}`, 'One')]));
    expect(together.filter(({ message }) => message.includes('flow is on here'))).toHaveLength(COUNT);
    const apart = timed(times((index) => [global(`a${index}`, 'One', 'G'), policy(`b${index}`, 'One')]));
    expect(apart.filter(({ message }) => message.includes('flow is on here')).length).toBeGreaterThanOrEqual(COUNT);
  }, 120_000);
});
