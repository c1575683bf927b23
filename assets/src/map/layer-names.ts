/** The layers of the worker's tiles. */
export const POINTS = 'points';
export const SHAPES = 'shapes';
/** Single places of categories that are not chosen. */
export const OTHERS = 'others';
/** What areas are called. */
export const NAMES = 'names';
