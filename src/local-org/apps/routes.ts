import type { Route } from '../calls/route.js';
import { dataRoute, since } from '../calls/route.js';
import { appUsage, consumer, consumers, rotate, stage, stagedList, stagedOne, unstage } from './consumers.js';

const CREDENTIALS = 'apps/oauth/credentials/(\\w+)';
const STAGED = `${CREDENTIALS}/(\\w+)/staged`;

/** Connect REST of apps and their consumers. */
export const appRoutes: readonly Route[] = [
  dataRoute('usage', 'GET', /^apps\/oauth\/usage$/, appUsage),
  dataRoute('credentials', 'GET', new RegExp(`^${CREDENTIALS}$`), consumers),
  dataRoute('consumer', 'GET', new RegExp(`^${CREDENTIALS}/(\\w+)$`), consumer),
  dataRoute('stagedCredentials', 'GET', new RegExp(`^${STAGED}$`), since(65, stagedList)),
  dataRoute('stageCredentials', 'POST', new RegExp(`^${STAGED}$`), since(65, stage)),
  dataRoute('stagedCredentials', 'GET', new RegExp(`^${STAGED}/(\\w+)$`), since(65, stagedOne)),
  dataRoute('rotateCredentials', 'PATCH', new RegExp(`^${STAGED}/(\\w+)$`), since(65, rotate)),
  dataRoute('deleteStagedCredentials', 'DELETE', new RegExp(`^${STAGED}/(\\w+)$`), since(65, unstage)),
];
