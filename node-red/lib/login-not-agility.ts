import { sentences } from '../../core/base/sentence';

const SAY = sentences('revokeNode', {
  notAgility:
    'Login is for __vendor__, but only Digital.ai Agility has grants. Choose a login for Agility.',
});

/** What is wrong with a login of another vendor, by that vendor's name. */
export const loginNotAgility = (vendor: string) => SAY.notAgility({ vendor });
