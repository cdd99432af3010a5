/** The decoders know members by the names of this generation, so each name stands for itself. */
export const nameOf = (name: string): string => name;
