import { verdictOf } from './overview.js';
import type { Run, RunEnvironment, RunProof } from './run.js';
import { PREDICATE_TYPE, STATEMENT_TYPE, type Statement } from './statement-schema.js';

/** What a proof must not be taken for; it stands in every statement and on the page. */
export const DOES_NOT_PROVE: readonly string[] = [
  'That the consumer can reach the org: the token was asked for by the machine of this run, from its address and at its hour.',
  'That the consumer has this key and secret: only a sink that says how to read them lets its own pair be proven.',
  'That it still holds: a deploy, a policy, a rotation, a refresh or a frozen user can end it at any time.',
  'That the run-as user may do all that the integration needs: only the checks that are listed were made.',
  'That the run-as user may do no more: permissions on objects, fields and records are not listed.',
  'Who else has key and secret, and who wrote this: the statement is not signed.',
];

/**
 * Gives the proof statement of each app of a run: what was proven of it, in which org, from what, and what it does not
 * prove. An environment whose org is not known has none.
 *
 * @see https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md
 */
export function statementsOf(run: Run): readonly Statement[] {
  return run.environments.flatMap((environment) =>
    environment.proofs.flatMap((proof) => statementOf(run, environment, proof) ?? []),
  );
}

function statementOf(run: Run, environment: RunEnvironment, proof: RunProof): Statement | undefined {
  const { org, digests, name } = environment;
  if (org === undefined || digests === undefined) return undefined;
  const { app } = proof;
  const { tool, verb, started, ended, ci } = environment.of ?? run;
  return {
    _type: STATEMENT_TYPE,
    subject: [{ name: `${org.id}/${app}`, digest: { sha256: digests.config } }],
    predicateType: PREDICATE_TYPE,
    predicate: {
      ...{ verdict: verdictOf(proof), environment: name, verb, org, app },
      digests: {
        config: { sha256: digests.config },
        package: digests.package === undefined ? undefined : { sha256: digests.package },
      },
      ...foundIn(environment, app),
      ...provenBy(proof),
      doesNotProve: [...DOES_NOT_PROVE],
      tool,
      run: { started, ended, ci },
      proved: { started: environment.started, ended: endOf(environment) },
    },
  };
}

/** What was deployed and read back; of the differences those of the app, and of the whole org. */
function foundIn(
  { deploy, consumers, readBack }: RunEnvironment,
  app: string,
): Pick<Statement['predicate'], 'deploy' | 'consumers' | 'readBack'> {
  if (readBack === undefined) return { deploy, consumers };
  const differences = readBack.differences.filter((one) => one.app === undefined || one.app === app);
  return { deploy, consumers, readBack: { inSync: differences.length === 0, differences } };
}

function provenBy({ tokenEndpoint, token, checks, diagnosis, runAs }: RunProof) {
  return {
    tokenEndpoint,
    token,
    checks: checks.map((check) => ({ name: check.name, result: verdictOf(check), detail: check.detail, ms: check.ms })),
    diagnosis,
    runAs,
  };
}

function endOf({ started, ms }: RunEnvironment): string | undefined {
  return started === undefined || ms === undefined ? undefined : new Date(Date.parse(started) + ms).toISOString();
}
