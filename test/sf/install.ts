import { installSf } from '../../scripts/install-sf.mjs';

/** Installs the real `sf` in a scratch folder, once: the next run finds it there. */
export default installSf;
