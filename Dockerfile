# One image for the app and the workers: `node server/main.ts` or `node workers/main.ts`.

FROM node:24.21.0-bookworm-slim AS build
WORKDIR /pathway
COPY package.json package-lock.json .npmrc ./
# Not `npm ci`: the lock file lists the builds of one platform only, and `npm ci` refuses it on another. `npm install`
# keeps every locked version.
RUN npm install --no-save --no-audit --no-fund
COPY . .
RUN node dev/build-browser.ts
# The image brings Node itself; what only development needs goes.
RUN npm prune --omit=dev --no-save --no-audit --no-fund

FROM node:24.21.0-bookworm-slim
RUN apt-get update \
 && apt-get install -y --no-install-recommends \
      bubblewrap util-linux ffmpeg fonts-liberation fonts-noto-core libheif-examples \
      libreoffice-calc-nogui libreoffice-impress-nogui libreoffice-writer-nogui poppler-utils \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /pathway
ENV NODE_ENV=production SCRATCH_DIR=/scratch
RUN mkdir /scratch && chown node:node /scratch
COPY --from=build /pathway ./
USER node
EXPOSE 8080
CMD ["node", "server/main.ts"]
