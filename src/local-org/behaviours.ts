import { appsBehaviours } from './apps/behaviours.js';
import { compositeBehaviours } from './composite/behaviours.js';
import { deployBehaviours } from './deploy/behaviours.js';
import { metadataBehaviours } from './metadata/behaviours.js';
import { RULES } from './metadata/rules/index.js';
import { oauthBehaviours } from './oauth/behaviours.js';
import { GRANTS } from './oauth/token.js';
import { recordsBehaviours } from './records/behaviours.js';
import { TABLES } from './rest/tables.js';
import type { Route } from './calls/route.js';
import { FAULTS } from './server/faults.js';
import { REFUSED } from './server/refused.js';
import { ROUTES } from './server/rooms.js';
import { soapBehaviours } from './soap/behaviours.js';
import { OPERATIONS } from './soap/operations.js';
import { ASSUMPTIONS } from './state/assumptions.js';
import type { Behaviour, BehaviourGroup, Evidence } from './state/evidence.js';
import { worldBehaviours } from './world/behaviours.js';

const REFUSED_TEST = 'refused: refuses $what';

function row(behaviour: string, { mark, sources, test }: Evidence): Behaviour {
  return { behaviour, mark, sources, test };
}

/** Path of an endpoint as people write it. */
function pathOf({ kind, path }: Route): string {
  const written = path.source
    .replace(/^\^|\/?\\?\/?\??\$$/g, '')
    .replaceAll(/\(\?![^)]*\)/g, '')
    .replaceAll(/\(?(?:\\w\+|\\d\+|\[\^\\?\/\]\+)\)?/g, '{…}')
    .replaceAll(/[()]/g, '')
    .replaceAll(/\\(.)/g, '$1');
  return kind === 'data' ? `/services/data/vNN.0/${written}` : written;
}

/** Everything that the local org does, said beside the code that does it. */
export const BEHAVIOURS: readonly BehaviourGroup[] = [
  {
    title: 'Endpoints',
    behaviours: ROUTES.map((route) => row(`\`${route.method} ${pathOf(route)}\` (${route.operation})`, route.evidence)),
  },
  {
    title: 'Operations of the SOAP Metadata API',
    behaviours: Object.entries(OPERATIONS).map(([name, { evidence }]) => row(`\`${name}\``, evidence)),
  },
  {
    title: 'Grants of the token endpoint',
    behaviours: Object.entries(GRANTS).map(([name, { evidence }]) => row(`\`${name}\``, evidence)),
  },
  {
    title: 'Objects of queries',
    behaviours: TABLES.map(({ name, tooling, evidence }) =>
      row(`\`${name}\`${tooling === 'only' ? ' of the Tooling API' : ''}`, evidence),
    ),
  },
  { title: 'Rules of the metadata', behaviours: RULES.map(({ says, evidence }) => row(says, evidence)) },
  ...metadataBehaviours,
  ...deployBehaviours,
  ...appsBehaviours,
  ...oauthBehaviours,
  ...recordsBehaviours,
  ...compositeBehaviours,
  ...soapBehaviours,
  ...worldBehaviours,
  {
    title: 'Assumptions',
    behaviours: ASSUMPTIONS.map(({ name, values, topic }) => ({
      behaviour: `\`${name}\`: ${values.map((value) => `\`${value}\``).join(', ')} (${topic})`,
      mark: 'assumption',
      sources: ['none'],
      test: 'assumptions: shows $name=$value',
    })),
  },
  {
    title: 'Faults on demand',
    behaviours: Object.entries(FAULTS).map(([name, { effect, evidence }]) => row(`\`${name}\`: ${effect}`, evidence)),
  },
  {
    title: 'What is refused',
    behaviours: REFUSED.map(({ what, request, status, says }) => ({
      behaviour: `${what}: \`${decodeURIComponent(request)}\` answers ${status}, \`${says}\``,
      mark: 'of the local org alone',
      sources: ['own'],
      test: REFUSED_TEST,
    })),
  },
];
