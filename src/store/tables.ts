/** Rows of all tables, by table name. */
// biome-ignore lint: filled table by table
export interface Tables {}
