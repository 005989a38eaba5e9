import '../../../templates/local-org/_org-badge.hbs';
import '../../../templates/local-org/_org-head.hbs';
import '../../../templates/local-org/_org-pager.hbs';
import '../../../templates/page/_facts.hbs';
