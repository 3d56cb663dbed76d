import mongoose from "mongoose";

type Admin = { command(what: object): Promise<Record<string, unknown>> };

/** Makes a replica set of one, or gives the one that is there its port of today, and waits until it takes writes. */
export async function prepareReplicaSet(port: number): Promise<void> {
  const connection = await mongoose.createConnection(`mongodb://127.0.0.1:${port}/?directConnection=true`).asPromise();
  try {
    const admin = connection.getClient().db("admin") as unknown as Admin;
    await initiate(admin, `127.0.0.1:${port}`);
    while (!(await admin.command({ hello: 1 }))["isWritablePrimary"])
      await new Promise((resolve) => setTimeout(resolve, 20));
  } finally {
    await connection.close();
  }
}

async function initiate(admin: Admin, host: string): Promise<void> {
  try {
    await admin.command({ replSetInitiate: { _id: "rs0", members: [{ _id: 0, host }] } });
  } catch (error) {
    if ((error as { codeName?: string }).codeName !== "AlreadyInitialized") throw error;
    await moveTo(admin, host);
  }
}

/** A replica set remembers its own address; when the port has changed it would wait for itself at the old one for ever. */
async function moveTo(admin: Admin, host: string): Promise<void> {
  const { config } = (await admin.command({ replSetGetConfig: 1 })) as {
    config: { version: number; members: { host: string }[] };
  };
  const [member] = config.members;
  if (!member || member.host === host) return;
  const moved = { ...config, version: config.version + 1, members: [{ ...member, host }] };
  await admin.command({ replSetReconfig: moved, force: true });
}
