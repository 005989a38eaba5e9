/**
 * Sets what @salesforce/core and jsforce read from the environment while they load. Import it before them.
 *
 * The log file stays off: our bundle has no worker for it, and it would hold what we do not control.
 * `SF_MDAPI_TEMP_DIR` would write whole deploy packages to disk. Without `SF_DISABLE_DNS_CHECK` core looks each host up
 * by itself, for seconds, where only a proxy may know it; our own way out tells what is not found.
 */
process.env.SF_DISABLE_LOG_FILE = 'true';
Reflect.deleteProperty(process.env, 'SF_MDAPI_TEMP_DIR');
process.env.SF_DISABLE_DNS_CHECK = 'true';
