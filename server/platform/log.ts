import { pino } from "pino";

/** One line a request and a job; ids only, never names, addresses, bodies or scores. */
export type Log = {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
};

export function createLog(level: string, name: string): Log {
  return pino({ level, name, redact: ["req.headers", "email", "body", "*.email"] });
}
