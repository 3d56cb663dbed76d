/** Of every account of the demo data; nobody else has it. */
export const DEMO_PASSWORD = "demo";

/** What the demo offers on the sign-in page: who it is, and their address. */
export type DemoSignIn = { label: string; email: string };
