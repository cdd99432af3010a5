/** What `landbridge sync` can be asked for. */
export const SYNC_SUBJECTS = ['items', 'stock', 'prices', 'customers', 'status', 'payments'] as const;
