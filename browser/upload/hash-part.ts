/** SHA-256 in base64, as the file store compares it. @throws Error where the page is not secure and browsers have none */
export async function sha256Of(bytes: ArrayBuffer): Promise<string> {
  if (!globalThis.crypto?.subtle)
    throw new Error("Uploads need a secure connection (https). Please open this page by its https address.");
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return btoa(String.fromCharCode(...hash));
}
