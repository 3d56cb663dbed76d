/** A mixed-integer program, row by row: least `cost x` with `lower <= A x <= upper` in every row and `0 <= x <= upper`. */
export type Program = {
  cost: number[];
  upper: number[];
  isInteger: boolean[];
  rows: Row[];
};
/** A missing bound means none. */
export type Row = { lower?: number; upper?: number; columns: number[]; values: number[] };
