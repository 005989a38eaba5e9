/** Name in Setup of the setting without which no secret can be read. */
export const SECRETS_LABEL = '"Allow access to External Client App consumer secrets via REST API"';

/** The one way out where the org keeps its secrets from REST. */
export const OPEN_SWITCH = `Use --allow-secret-access, as in \`eca deploy --allow-secret-access\`: it turns the org's setting ${SECRETS_LABEL} on for the moment and puts it back.`;

/** The one way out where the deploying user may not read them. */
export const GIVE_PERMISSIONS =
  'Give the deploying user the permissions "External Client App Developer" and "View Client Secret".';
