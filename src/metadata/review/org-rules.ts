import type { Problem } from '../../errors.js';
import { fieldsOf } from '../field-table.js';
import { APP, filesOf, GLOBAL, type ReviewRule } from './reviewed-app.js';
import { type FileProblem, lacks, problemAt, type ReviewedFile, textField } from './reviewed-file.js';

const ORG_ID = '00D[A-Za-z0-9]{12}(?:[A-Za-z0-9]{3})?';

/** What an org writes into a field that it makes up by itself. A deploy of anything else there is refused. */
const FORMS: Readonly<Record<string, { readonly form: RegExp; readonly spelled: string }>> = {
  orgScopedExternalApp: {
    form: new RegExp(`^${ORG_ID}:\\w+$`),
    spelled: 'the id of an org, a colon and the name of the app',
  },
  oauthLink: {
    form: new RegExp(`^${ORG_ID}:888[A-Za-z0-9]+$`),
    spelled: 'the id of an org, a colon and an id that the org made',
  },
};

/** Keys that Salesforce makes begin like this; another one was chosen by somebody, and is the same in every org. */
const MADE_KEY = /^3MVG[\w.]{40,}$/;

/** The key of an app tells which of them a token request means; no two apps anywhere have the same. */
const MADE_BY_THE_ORG: FileProblem = {
  level: 'warning',
  message: 'consumerKey is the key that one org made for its own app; another org refuses it, since keys are unique.',
  action: 'Delete the element; each org makes its own. To have one key everywhere, choose it yourself.',
};

function ofOneOrg(field: string): FileProblem {
  return {
    level: 'warning',
    message: `${field} is made up by one org; in the source of a local app it fails or misleads elsewhere.`,
    action: 'Delete the element; each org fills it in.',
  };
}

function judge(field: string, value: string, isLocal: boolean): FileProblem | undefined {
  const known = FORMS[field];
  if (known !== undefined && !known.form.test(value)) {
    const message = `"${value}" is not what an org writes into ${field}, which is ${known.spelled}; a deploy of it is refused.`;
    return { message, action: 'Delete the element; each org fills it in.' };
  }
  if (!isLocal) return undefined;
  if (field !== 'consumerKey') return ofOneOrg(field);
  return MADE_KEY.test(value) ? MADE_BY_THE_ORG : undefined;
}

function ownedFields(file: ReviewedFile, isLocal: boolean): Problem[] {
  const rows = fieldsOf(file.type.name).filter((row) => row.serverOwned === true && row.secret !== true);
  return rows.flatMap(({ field }) => {
    const value = file.open.has(field) ? undefined : textField(file, field);
    const finding = value === undefined ? undefined : judge(field, value, isLocal);
    return finding === undefined ? [] : [problemAt(file, [field], finding)];
  });
}

/** What one org made up means nothing to another, and a local app belongs to each org by itself. */
export const madeUpByTheOrg: ReviewRule = (app) => {
  const states = filesOf(app, APP).map((own) => textField(own, 'distributionState') ?? 'Local');
  const isLocal = states.length === 0 || states.includes('Local');
  return app.files.flatMap((file) => ownedFields(file, isLocal));
};

/** Fields that the schema calls optional and an org demands all the same. */
const DEMANDED: readonly (readonly [string, string])[] = [
  [APP, 'contactEmail'],
  [GLOBAL, 'callbackUrl'],
];

/** An org refuses an app without a contact or a callback URL. */
export const demandedByTheOrg: ReviewRule = (app) =>
  DEMANDED.flatMap(([type, field]) =>
    filesOf(app, type)
      .filter((file) => lacks(file, field))
      .map((file) => {
        const message = `${type} has no ${field}. The schema allows that; an org refuses it.`;
        return problemAt(file, [], { message, action: `Add ${field}.` });
      }),
  );
