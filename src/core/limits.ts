/**
 * Bounds that keep any flow, mapping or record from taking the process down. They are checked where something enters;
 * what is inside may rely on them.
 */
export const LIMITS = {
  /** Characters of one expression. */
  expressionLength: 4_000,
  /** Nodes of an expression's syntax tree. */
  expressionNodes: 1_000,
  /** Nesting of an expression: calls, selects, indexes. */
  expressionDepth: 50,
  /** Macros (`map`, `filter`, `all`, `exists`, `exists_one`) inside one another; two over 2,000 items take 0.9 s. */
  expressionMacros: 2,
  /** Macros in one expression that stand inside another; each may take 0.2 s over the longest lists allowed. */
  nestedMacros: 4,
  /** Elements of a list that a macro may go over once another macro goes round it. */
  nestedMacroItems: 1_000,
  /** Elements of a list or entries of a map written inside an expression. */
  literalItems: 500,
  /** Characters of a text that an expression may build. */
  textLength: 1_000_000,
  /** Values (fields, elements) in the result of an expression. */
  resultValues: 200_000,
  /** Records and lists inside one another in the result of an expression. */
  resultDepth: 100,
  /** Iterations of one `for` step; a run is kept below 10,000 steps. */
  loopItems: 5_000,
  /** Nesting of steps in a flow. */
  stepDepth: 12,
  /** Steps written in one flow. */
  flowSteps: 500,
  /** Characters of one flow, mapping or crosswalk file. */
  fileLength: 2_000_000,
  /** Rows of one crosswalk. */
  crosswalkRows: 50_000,
} as const;
