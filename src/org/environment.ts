/**
 * Sets what @salesforce/core and jsforce read from the environment while they load. Import it before them.
 *
 * The log file stays off: our bundle has no worker for it, and it would hold what we do not control.
 * `SF_MDAPI_TEMP_DIR` would write whole deploy packages to disk. `HTTP_TIMEOUT` keeps one stuck answer from holding the
 * process for jsforce's own half hour.
 */
process.env.SF_DISABLE_LOG_FILE = 'true';
Reflect.deleteProperty(process.env, 'SF_MDAPI_TEMP_DIR');
process.env.HTTP_TIMEOUT ??= '120000';
