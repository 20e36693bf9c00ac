# syntax=docker/dockerfile:1
# Subscription service: HTTP, and with another command its worker, scheduler, migrations and seed.
FROM node:24-trixie-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN npm run build && npm prune --omit=dev

FROM node:24-trixie-slim
ENV NODE_ENV=production BILLING_SERVICE=subscription LISTEN_HOST=0.0.0.0
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
# All environments, so that a real one can tell development secrets when it meets them.
COPY --from=build /app/config ./config
COPY --from=build /app/docker/ready.mjs ./docker/
# A new volume takes over this folder's owner.
RUN install -d -o node -g node -m 0700 /var/lib/billing/jwt-keys
USER node
EXPOSE 8001 8011 8021
CMD ["node", "--enable-source-maps", "dist/apps/subscription/src/main.http.js"]
