import catalogue from '../field/data/token-exchange-shapes.json';
import { MADE_UP_SHAPES } from './made-up-shapes';
import type { Shape } from './shapes';

/** Facts of real APIs' exchanges of a login for a token; the file names its source. */
export const CATALOGUE = catalogue.apis as unknown as readonly Shape[];

export const ALL_SHAPES: readonly Shape[] = [...CATALOGUE, ...MADE_UP_SHAPES];
