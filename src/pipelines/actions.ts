/**
 * Actions that the workflows use, each pinned to the commit of a release: a tag can be moved to other code, and these jobs
 * hold logins. Dependabot and Renovate read the comment, and raise both.
 */
export const ACTIONS = {
  checkout: 'actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2',
  setupNode: 'actions/setup-node@49933ea5288caeca8642d1e84afbd3f7d6820020 # v4.4.0',
  upload: 'actions/upload-artifact@ea165f8d65b6e75b540449e92b4886f43607fa02 # v4.6.2',
  download: 'actions/download-artifact@d3f86a106a0bac45b974a628896c90dbdf5c8093 # v4.3.0',
  restoreCache: 'actions/cache/restore@0400d5f644dc74513175e3cd8d07132dd4860809 # v4.2.4',
  saveCache: 'actions/cache/save@0400d5f644dc74513175e3cd8d07132dd4860809 # v4.2.4',
} as const;
