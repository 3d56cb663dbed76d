/** How one part ended: `gone` when the store knows no such upload, `refused` when its address is too old. */
export type PartEnd = "sent" | "gone" | "refused" | "failed" | "stalled";

/**
 * PUTs one part to the address that our server signed. `fetch` tells nothing of its progress, so this is XHR.
 * @param stallMs without a byte moving for so long, the part is given up and tried again
 */
export function sendPart(
  url: string,
  { bytes, crc32 }: { bytes: Blob; crc32: string },
  { signal, onSent, stallMs }: { signal: AbortSignal; onSent: (bytes: number) => void; stallMs: number },
): Promise<PartEnd> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    let watchdog = setTimeout(stalled, stallMs);
    const end = (how: PartEnd) => {
      clearTimeout(watchdog);
      signal.removeEventListener("abort", abort);
      resolve(how);
    };
    function stalled() {
      end("stalled");
      request.abort();
    }
    function abort() {
      end("failed");
      request.abort();
    }
    request.upload.onprogress = ({ loaded }) => {
      clearTimeout(watchdog);
      watchdog = setTimeout(stalled, stallMs);
      onSent(loaded);
    };
    request.onload = () => {
      const { status } = request;
      end(status >= 200 && status < 300 ? "sent" : status === 404 ? "gone" : status === 403 ? "refused" : "failed");
    };
    request.onerror = () => end("failed");
    request.onabort = () => end("failed");
    if (signal.aborted) return end("failed");
    signal.addEventListener("abort", abort);
    request.open("PUT", url);
    request.setRequestHeader("x-amz-checksum-crc32", crc32);
    request.send(bytes);
  });
}
