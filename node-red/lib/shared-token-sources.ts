import { TokenSources } from '../../core';
import { systemClock } from './clock';

/** The tokens of the whole process: configurations that could share a token do, in every flow. */
export const tokenSources = new TokenSources(systemClock, Math.random);
