/**
 * What comes from Debian, by the program that shows that it is there. Add a line here when a feature needs a program:
 * `npm start` and `npm test` install whatever is missing in one call.
 */
export const DEBIAN_PACKAGES: Record<string, readonly string[]> = {
  "redis-server": ["redis-server"],
  ffmpeg: ["ffmpeg"],
  chromium: ["chromium", "fonts-liberation", "fonts-noto-core"],
  soffice: ["libreoffice-writer-nogui", "libreoffice-calc-nogui", "libreoffice-impress-nogui"],
  bwrap: ["bubblewrap"],
  pdftotext: ["poppler-utils"],
  "heif-convert": ["libheif-examples"],
  prlimit: ["util-linux"],
};

/** Libraries of a program that does not come from Debian itself. */
export const LIBRARIES: Record<string, readonly string[]> = { mongod: ["libcurl4", "libssl3", "python3-pip"] };
