/**
 * Something that happened to one aggregate. It is stored in the aggregate's own document by the write that made it
 * happen, and moved to the queue by the relay. `payload` carries ids, never names or scores.
 */
export type DomainEvent = {
  id: string;
  /** `noun.past-tense` */
  name: string;
  at: Date;
  payload: Record<string, string | number | boolean | null>;
};

export function event(id: string, name: string, at: Date, payload: DomainEvent["payload"]): DomainEvent {
  return { id, name, at, payload };
}
