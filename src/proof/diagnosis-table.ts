import { APP_ROWS } from './diagnoses/app.js';
import { CREDENTIALS_ROWS } from './diagnoses/credentials.js';
import { FLOW_ROWS } from './diagnoses/flow.js';
import { HOST_ROWS } from './diagnoses/host.js';
import { LOGIN_ROWS } from './diagnoses/login.js';
import { REQUEST_ROWS } from './diagnoses/request.js';
import { SERVICE_ROWS } from './diagnoses/service.js';
import { TRANSPORT_ROWS } from './diagnoses/transport.js';
import { USER_ROWS } from './diagnoses/user.js';
import type { DiagnosisRow } from './diagnosis-row.js';

/** One row per symptom, the more telling first; the last fits everything. */
export const DIAGNOSES: readonly DiagnosisRow[] = [
  ...SERVICE_ROWS,
  ...HOST_ROWS,
  ...APP_ROWS,
  ...CREDENTIALS_ROWS,
  ...FLOW_ROWS,
  ...USER_ROWS,
  ...LOGIN_ROWS,
  ...REQUEST_ROWS,
  ...TRANSPORT_ROWS,
];
