# One image for the gateway, the core and every extension in extensions_dir/. Each extension is admitted while the
# image is built: a container only ever runs what stands in the image, and can't change it.
FROM node:26-bookworm-slim AS install
WORKDIR /app
COPY package.json package-lock.json ./
COPY common/package.json common/
COPY core-subgraph/package.json core-subgraph/
COPY subgraph-host/package.json subgraph-host/
COPY gateway/package.json gateway/
COPY cli/package.json cli/
COPY examples/issues/package.json examples/issues/
RUN --mount=type=cache,target=/root/.npm npm ci --no-audit --no-fund

# Of jco a container needs its version and no more: what builds components is half of the folder.
FROM install AS dependencies
RUN npm prune --omit=dev --no-audit --no-fund \
  && cd node_modules \
  && rm -rf @andreiltd @bytecodealliance/componentize-* @bytecodealliance/wizer* componentize-qjs \
    @rolldown rolldown @oxc-* @typescript typescript typescript-compiler-api

# Admission keeps its files to itself; here everybody may read them, and nobody write.
FROM install AS build
COPY . .
RUN node examples/build/build-examples.ts \
  && for file in extensions_dir/*.wasm; do node subgraph-host/bin.js --admit "$file" || exit 1; done \
  && chmod -R a+rX,a-w .forge/cache .forge/store extensions_dir

FROM node:26-bookworm-slim
ENV NODE_ENV=production FORGE_HOST=0.0.0.0 FORGE_DATA_DIR=/data \
  FORGE_CACHE_DIR=/app/.forge/cache FORGE_STORE_DIR=/app/.forge/store
WORKDIR /app
# What containers write to: their data, and the token that they share.
RUN mkdir -m 700 /data /run/forgepoint && chown node:node /data /run/forgepoint
COPY --from=dependencies /app/node_modules node_modules
COPY package.json ./
COPY common common
COPY core-subgraph core-subgraph
COPY subgraph-host subgraph-host
COPY gateway gateway
COPY --from=build /app/extensions_dir extensions_dir
COPY --from=build /app/.forge/cache .forge/cache
COPY --from=build /app/.forge/store .forge/store
USER node
ENTRYPOINT ["node"]
CMD ["gateway/bin.js"]
