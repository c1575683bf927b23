/** The layers of the worker's tiles. */
export const POINTS = 'points';
export const SHAPES = 'shapes';
