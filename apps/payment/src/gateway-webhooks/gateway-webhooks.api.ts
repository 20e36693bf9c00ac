/** Takes what a gateway tells, whoever learned of it. */
export { ApplyGatewayEvent } from './use-cases/apply-gateway-event';
