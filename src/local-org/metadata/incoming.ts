import type { StoredComponent } from '../state/components.js';
import type { Context } from '../state/context.js';
import type { Evidence } from '../state/evidence.js';
import type { Draft } from '../state/draft.js';
import type { ComponentFields } from '../state/fields.js';

/** A component on its way into the org. */
export interface Incoming {
  readonly context: Context;
  readonly draft: Draft;
  readonly type: string;
  readonly fullName: string;
  /** What the file says. */
  readonly deployed: ComponentFields;
  /** What the org would keep: the file, defaults, and fields that the API version does not know. */
  readonly fields: ComponentFields;
  readonly before: StoredComponent | undefined;
  readonly version: number;
  /** What a seed holds is there already: it may be what no deploy could make of it. */
  readonly origin: 'deploy' | 'seed';
}

/** Finds what is wrong with an incoming component. */
export type Rule = (incoming: Incoming) => string | undefined;

/** A rule about components of some types. */
export interface ComponentRule {
  readonly of: readonly string[] | ((type: string) => boolean);
  /** It says how a component comes into an org, and nothing of one that is there: a seed is not held to it. */
  readonly onDeploy?: true;
  /** What it asks for, in a sentence. */
  readonly says: string;
  readonly evidence: Evidence;
  readonly check: Rule;
}
