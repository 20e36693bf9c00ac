# syntax=docker/dockerfile:1
# Payment service: HTTP, and with another command its worker and migrations.
FROM node:24-trixie-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN npm run build && npm prune --omit=dev

FROM node:24-trixie-slim
ENV NODE_ENV=production BILLING_SERVICE=payment LISTEN_HOST=0.0.0.0
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
# All environments, so that a real one can tell development secrets when it meets them.
COPY --from=build /app/config ./config
COPY --from=build /app/docker/ready.mjs ./docker/
USER node
EXPOSE 8002 8012
CMD ["node", "--enable-source-maps", "dist/apps/payment/src/main.http.js"]
