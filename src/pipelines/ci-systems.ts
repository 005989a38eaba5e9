/** CI systems whose pipelines can be written. */
export const CI_SYSTEMS = ['github', 'gitlab'] as const;

/** One of {@link CI_SYSTEMS}. */
export type CiSystem = (typeof CI_SYSTEMS)[number];

/** Where GitLab begins to read. */
export const GITLAB_ENTRY = '.gitlab-ci.yml';

/** Age of a pair in days from which the pipelines rotate it, where nothing else was said. */
export const DEFAULT_ROTATE_DAYS = 90;
