import MongoStore from "connect-mongo";
import type { RequestHandler } from "express";
import session from "express-session";
import type { Connection } from "mongoose";
import type { Config } from "../config.ts";

/** Sessions live in MongoDB: they survive a restart and end everywhere at once. Rolling: each request begins them anew. */
export function createSession(config: Config, connection: Connection): RequestHandler {
  const isSecure = config.baseUrl.startsWith("https:");
  return session({
    name: isSecure ? "__Host-sid" : "sid",
    secret: config.session.secret,
    resave: false,
    rolling: true,
    saveUninitialized: false,
    cookie: { httpOnly: true, secure: isSecure, sameSite: "lax", path: "/", maxAge: config.session.minutes * 60_000 },
    store: MongoStore.create({
      client: connection.getClient() as never,
      dbName: connection.name,
      collectionName: "sessions",
      stringify: false,
      touchAfter: Math.min(60, config.session.minutes * 6),
    }),
  });
}
