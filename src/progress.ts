/** What a verb tells while it works. Nothing in it is secret. */
export type ProgressEvent =
  | { readonly kind: 'stage'; readonly stage: Stage; readonly message: string }
  | {
      readonly kind: 'components';
      /** Id of the deploy, or of its check. */
      readonly id: string;
      readonly done: number;
      readonly total: number;
      readonly status: string;
    }
  | { readonly kind: 'waiting'; readonly message: string; readonly nextTryMs: number }
  | { readonly kind: 'warning'; readonly message: string }
  /** A request or a decision, for `--debug`. */
  | { readonly kind: 'debug'; readonly message: string };

/** The steps of the main job, in their order. */
export type Stage =
  | 'connect'
  | 'preflight'
  | 'read'
  | 'assign'
  | 'validate'
  | 'deploy'
  | 'read-back'
  | 'credentials'
  | 'rotate'
  | 'verify'
  | 'store';

/** Takes what a verb tells while it works. */
export type OnProgress = (event: ProgressEvent) => void;
