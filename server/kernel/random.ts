/** Makes ids that nobody can guess. Counted in tests. */
export type NewId = () => string;
