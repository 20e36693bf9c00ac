export { postSigned } from './post-signed';
export { signWebhook, TOLERANCE_SECONDS, verifyWebhook } from './webhook-signature';
